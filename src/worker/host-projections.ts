import type { DomainEvent, OfStore } from '../log/domain-event.ts'
import { InvalidArgument, RewindableError } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { inWords } from '../log/in-words.ts'
import { clonableState } from '../projection/copy-state.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { LiveProjection } from '../projection/live-projection.ts'
import { type Failure, type FromPage, type FromWorker, isFollowing } from './messages.ts'

/** A projection whose state and events are of any type. */
// biome-ignore lint/suspicious/noExplicitAny: a list of projections of different states; each is only used with its own.
type AnyProjection<E extends DomainEvent> = ProjectionDefinition<any, E>

/**
 * To be called in a worker: folds projections there, so that a long history does not keep the page busy. The page shows them with
 * {@link RemoteProjection}. Each is followed as long as somebody shows it.
 *
 * Call it before the worker awaits anything: what a page asks for earlier than somebody listens may be lost.
 *
 * @param store opened in the worker, by the name under which the page opens it, or about to be; the page is told if that fails
 * @throws {@link InvalidArgument} two definitions have one name
 * @param definitions what may be asked for, by name; the states must be such that a structured clone keeps them
 * @returns stops all of them, and listens no more; it may be called from anywhere, also from a handler
 * @example
 * ```ts
 * // projections.worker.ts
 * hostProjections(openEventStore<BankEvent>('my-bank'), [balances])
 * ```
 */
export function hostProjections<E extends DomainEvent>(
  store: EventStore<E> | Promise<EventStore<E>>,
  definitions: readonly AnyProjection<OfStore<E>>[],
  worker: EventTarget = globalThis,
): () => void {
  const twice = definitions.find(({ name }, index) => definitions.findIndex((one) => one.name === name) !== index)
  if (twice)
    throw new InvalidArgument({ argument: 'definitions', expected: 'one definition a name', actual: twice.name })
  const closed = new AbortController()
  const { signal } = closed
  const opened = Promise.resolve(store)
  // Whoever asks is told, however late.
  opened.catch(() => {})
  worker.addEventListener(
    'message',
    (event) => {
      if (!isMessage(event) || !isFollowing(event.data)) return
      const [port] = event.ports
      const { follow } = event.data
      const definition = definitions.find(({ name }) => name === follow)
      if (port === undefined) return
      const refuse = (error: unknown): void => port.postMessage({ kind: 'failure', failure: asFailure(error) })
      if (definition) opened.then((store) => host(store, definition, port, signal)).catch(refuse)
      else {
        const expected = `one of ${definitions.map(({ name }) => name).join()}`
        refuse(new InvalidArgument({ argument: 'projection', expected, actual: follow }))
      }
    },
    { signal },
  )
  return () => closed.abort()
}

/** The messages of a service worker are `ExtendableMessageEvent`s, which are no `MessageEvent`s. */
function isMessage(event: Event): event is Event & Pick<MessageEvent<unknown>, 'data' | 'ports'> {
  return 'data' in event && 'ports' in event
}

/** Sends a state when the one before it was taken: a page that is busy is sent the newest, not all there were. */
function host<E extends DomainEvent>(
  store: EventStore<E>,
  definition: AnyProjection<E>,
  port: MessagePort,
  signal: AbortSignal,
): void {
  if (signal.aborted) return end()
  const live = new LiveProjection(store, definition)
  let isTaken = true
  let hasNews = true

  function send(): void {
    if (!isTaken || !hasNews) return
    isTaken = hasNews = false
    const { state, position, historyId, status, error } = live
    const failure = status === 'failed' ? asFailure(error) : undefined
    try {
      tell({ kind: 'change', ...clonableState(state), position, historyId, status, failure })
    } catch (error) {
      // It cannot be cloned. The page takes nothing, and the next state may be another matter.
      isTaken = true
      tell({ kind: 'failure', failure: asFailure(error) })
    }
  }

  function tell(message: FromWorker<unknown>): void {
    port.postMessage(message)
  }

  function stop(): void {
    live.stop()
  }

  function end(): void {
    signal.removeEventListener('abort', stop)
    tell({ kind: 'stopped' })
    port.close()
  }

  function sendNews(): void {
    hasNews = true
    send()
  }

  live.subscribe(sendNews)
  // Also when there was nothing to fold: the page waits to hear that it is live. Of a failure it hears together with the reason.
  live.addEventListener('status', ({ detail: status }) => {
    if (status === 'stopped') end()
    else if (status !== 'failed') sendNews()
  })
  live.addEventListener('progress', ({ detail: progress }) => tell({ kind: 'progress', progress }))
  live.addEventListener('error', ({ detail: error }) => tell({ kind: 'failure', failure: asFailure(error) }))
  port.onmessage = ({ data }: MessageEvent<FromPage>) => {
    if (data === 'stop') return stop()
    isTaken = true
    send()
  }
  signal.addEventListener('abort', stop)
}

function asFailure(error: unknown): Failure {
  const code = error instanceof RewindableError ? error.code : 'WorkerFailed'
  return { code, message: error instanceof Error ? error.message : inWords(error) }
}
