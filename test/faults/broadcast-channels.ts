import { onTestFinished } from 'vitest'

type Deliver = (message: unknown) => void
/** What becomes of a message on its way to one other channel. */
export type Post = (message: unknown, deliver: Deliver) => void

/**
 * Stands in for the browser's BroadcastChannel until the test is over, and treats messages as it is told. The channels of
 * one page hear each other here as those of tabs do.
 */
export function replaceBroadcastChannel(post: Post): void {
  const real = globalThis.BroadcastChannel
  const channels = new Set<PostedChannel>()

  class PostedChannel extends EventTarget {
    readonly name: string

    constructor(name: string) {
      super()
      this.name = name
      channels.add(this)
    }

    postMessage(message: unknown): void {
      for (const other of channels) {
        if (other === this || other.name !== this.name) continue
        post(structuredClone(message), (data) => {
          if (channels.has(other)) other.dispatchEvent(new MessageEvent('message', { data }))
        })
      }
    }

    close(): void {
      channels.delete(this)
    }
  }

  globalThis.BroadcastChannel = PostedChannel as unknown as typeof BroadcastChannel
  onTestFinished(() => {
    globalThis.BroadcastChannel = real
  })
}

/** Every message gets lost. */
export const losing: Post = () => {}

/** Every message arrives twice. */
export const doubling: Post = (message, deliver) => {
  queueMicrotask(() => deliver(message))
  queueMicrotask(() => deliver(message))
}

/** Messages are held until they are let go, and arrive the last one first; each that arrived before arrives again, late. */
export function reordering(): { post: Post; letGo: () => void } {
  let held: (() => void)[] = []
  let arrived: (() => void)[] = []
  return {
    post: (message, deliver) => {
      held.push(() => deliver(message))
    },
    letGo: () => {
      const group = held.reverse()
      held = []
      for (const deliver of [...group, ...arrived]) deliver()
      arrived = group
    },
  }
}

/** Each message arrives amid others that are wrong: of another log, too low, too high, or no message at all. */
export const misleading: Post = (message, deliver) => {
  const { logId, lastPosition } = message as { logId: string; lastPosition: number }
  const wrong = [
    { logId: 'another log', lastPosition: lastPosition + 1_000 },
    { logId, lastPosition: 0 },
    { logId, lastPosition: -5 },
    { logId, lastPosition: lastPosition + 1_000_000 },
    { logId, lastPosition: 'garbage' },
    { logId, lastPosition: Number.NaN },
    { logId },
    { lastPosition },
    null,
    undefined,
    'garbage',
    7,
    [],
  ]
  for (const data of [...wrong, message, ...wrong]) queueMicrotask(() => deliver(data))
}
