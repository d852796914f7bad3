import type { DomainEvent, OfStore } from '../events/domain-event.ts'
import { InvalidArgument, RewindableError } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { clonableState } from '../projection/copy-state.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { LiveProjection } from '../projection/live-projection.ts'
import { inWords } from '../values/value-in-words.ts'
import { type Content, type Failure, type FromPage, type FromWorker, isFollowing } from './messages.ts'
import { patchBetween } from './state-patch.ts'

/** A projection with a state of any type. */
// biome-ignore lint/suspicious/noExplicitAny: the projections of a list have states of different types.
type AnyProjection<E extends DomainEvent> = ProjectionDefinition<any, E>

/**
 * Folds projections in a worker, so that a long history does not block the page. Call this function in the worker. The page shows them with
 * {@link RemoteProjection}. A projection follows the log while a page shows it.
 *
 * Call it before the worker awaits anything. Requests that arrive before the call can be lost.
 *
 * @param store a store that the worker opened by the same name as the page, or a promise of it. The page receives a rejection as an error
 * @param definitions the projections that a page can request by name. A structured clone must keep their states
 * @param worker the target that receives the requests; default: the global of the worker
 * @returns a function that stops all projections and stops listening; any code can call it, even a handler
 * @throws {@link InvalidArgument} two definitions have the same name
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
  const duplicate = definitions.find(({ name }, index) => definitions.findIndex((one) => one.name === name) !== index)
  if (duplicate)
    throw new InvalidArgument({ argument: 'definitions', expected: 'one definition per name', actual: duplicate.name })
  const closed = new AbortController()
  const { signal } = closed
  const opened = Promise.resolve(store)
  // Each request receives the error.
  opened.catch(() => {})
  worker.addEventListener(
    'message',
    (event) => {
      if (!isMessage(event) || !isFollowing(event.data)) return
      const [port] = event.ports
      const { follow } = event.data
      const definition = definitions.find(({ name }) => name === follow)
      if (port === undefined) return
      const sendFailure = (error: unknown): void => port.postMessage({ kind: 'failure', failure: asFailure(error) })
      if (definition) opened.then((store) => host(store, definition, port, signal)).catch(sendFailure)
      else {
        const expected = `one of ${definitions.map(({ name }) => name).join()}`
        sendFailure(new InvalidArgument({ argument: 'projection', expected, actual: follow }))
      }
    },
    { signal },
  )
  return () => closed.abort()
}

/** Returns whether an event is a message. A service worker receives `ExtendableMessageEvent`s, which are not `MessageEvent`s. */
function isMessage(event: Event): event is Event & Pick<MessageEvent<unknown>, 'data' | 'ports'> {
  return 'data' in event && 'ports' in event
}

/**
 * Sends a state after the page has confirmed the last one. A busy page therefore receives only the newest state. If the page has the last
 * state, the worker sends only the changes.
 */
function host<E extends DomainEvent>(
  store: EventStore<E>,
  definition: AnyProjection<E>,
  port: MessagePort,
  signal: AbortSignal,
): void {
  if (signal.aborted) return end()
  const live = new LiveProjection(store, definition)
  let isTaken = true
  let isChanged = true
  let number = 0
  /** The state with that number. `undefined`: the page does not have it. */
  let sent: Sent | undefined

  function send(): void {
    if (!isTaken || !isChanged) return
    isTaken = isChanged = false
    const { state, position, historyId, status, error } = live
    const failure = status === 'failed' ? asFailure(error) : undefined
    try {
      post({ kind: 'change', ...contentOf(state, sent), number: number + 1, position, historyId, status, failure })
      number += 1
      sent = { state }
    } catch (error) {
      // The state cannot be cloned. The page confirms nothing, and the next state may be cloneable.
      isTaken = true
      post({ kind: 'failure', failure: asFailure(error) })
    }
  }

  function post(message: FromWorker<unknown>): void {
    port.postMessage(message)
  }

  function stop(): void {
    live.stop()
  }

  function end(): void {
    signal.removeEventListener('abort', stop)
    post({ kind: 'stopped' })
    port.close()
  }

  function sendChange(): void {
    isChanged = true
    send()
  }

  live.subscribe(sendChange)
  // Sends each status, even without new events, because the page waits for 'live'. The `error` event reports a failure.
  live.addEventListener('status', ({ detail: status }) => {
    if (status === 'stopped') end()
    else if (status !== 'failed') sendChange()
  })
  live.addEventListener('progress', ({ detail: progress }) => post({ kind: 'progress', progress }))
  live.addEventListener('error', ({ detail: error }) => post({ kind: 'failure', failure: asFailure(error) }))
  port.onmessage = ({ data }: MessageEvent<FromPage>) => {
    if (data === 'stop') return stop()
    if (data !== number) sent = undefined
    isTaken = true
    send()
  }
  signal.addEventListener('abort', stop)
}

type Sent = { readonly state: unknown }

function contentOf(state: unknown, sent: Sent | undefined): Content<unknown> {
  const patch = sent && patchBetween(sent.state, state)
  try {
    if (patch) return { ...clonableState(patch), isPatch: true }
  } catch {
    // The error for the whole state has the path of the value.
  }
  return { ...clonableState(state), isPatch: false }
}

function asFailure(error: unknown): Failure {
  const code = error instanceof RewindableError ? error.code : 'WorkerFailed'
  return { code, message: error instanceof Error ? error.message : inWords(error) }
}
