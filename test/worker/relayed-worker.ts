import type { DomainEvent, EventStore, ProjectionDefinition } from 'rewindable'
import { hostProjections, RemoteProjection } from 'rewindable/worker'
import { onTestFinished } from 'vitest'

export type Message = { readonly kind: string; readonly [field: string]: unknown }

/** Hosts a projection behind a channel that records the messages of the worker. A test can lose messages. */
export function relayedWorker<State, E extends DomainEvent>(
  store: EventStore<E>,
  definition: ProjectionDefinition<State, E>,
) {
  const target = new EventTarget()
  const messages: Message[] = []
  const ports: MessagePort[] = []
  const options = { isLost: (_: Message): boolean => false }
  onTestFinished(hostProjections<E>(store, [definition], target))
  const worker = {
    postMessage(request: unknown, [page]: readonly MessagePort[]) {
      const { port1: relay, port2: host } = new MessageChannel()
      ports.push(relay)
      relay.onmessage = ({ data }: MessageEvent<Message>) => {
        messages.push(data)
        if (!options.isLost(data)) page?.postMessage(data)
      }
      if (page) page.onmessage = ({ data }) => relay.postMessage(data)
      target.dispatchEvent(Object.assign(new Event('message'), { data: request, ports: [host] }))
    },
  }
  onTestFinished(() => {
    for (const port of ports) port.close()
  })
  return { worker: worker as Pick<Worker, 'postMessage'>, messages, options }
}

/** Follows a projection until the end of the test. */
export function followed<State, E extends DomainEvent>(
  worker: Pick<Worker, 'postMessage'>,
  definition: ProjectionDefinition<State, E>,
): RemoteProjection<State, E> {
  const remote = new RemoteProjection(worker, definition)
  onTestFinished(() => remote.stop())
  return remote
}

/** Resolves when the page shows a position, live. */
export async function shows<State, E extends DomainEvent>(
  remote: RemoteProjection<State, E>,
  position: number,
): Promise<State> {
  while (remote.position < position || remote.status !== 'live') {
    await new Promise((resolve) => remote.addEventListener('change', resolve, { once: true }))
  }
  return remote.state
}

/** Returns a message as text. */
export function textOf(message: Message | undefined): string {
  return JSON.stringify(message, (_, value) => (value instanceof Map ? [...value] : value))
}
