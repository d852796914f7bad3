import { onTestFinished } from 'vitest'

type Deliver = (message: unknown) => void
/** Decides whether, when and how often a message is delivered to one other channel. */
export type Post = (message: unknown, deliver: Deliver) => void

/**
 * Replaces the browser's BroadcastChannel for one test. Every message to another channel goes through `post`.
 * Channels of one page receive each other's messages, as channels of different tabs do.
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

/** Drops every message. */
export const losing: Post = () => {}

/** Delivers every message twice. */
export const doubling: Post = (message, deliver) => {
  queueMicrotask(() => deliver(message))
  queueMicrotask(() => deliver(message))
}

/** Holds messages until `letGo`, then delivers them in reverse order. Repeats messages that were delivered before. */
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

/** Delivers each message among invalid messages: of another log, too low, too high, or not a message. */
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
