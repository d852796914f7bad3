/// <reference lib="esnext.disposable" preserve="true" />

import type { DomainEvent } from '../events/domain-event.ts'
import { RewindableError } from '../events/errors.ts'
import { callOnChange } from '../log/call-on-change.ts'
import { disposeWith } from '../platform/dispose.ts'
import { ifAvailable } from '../platform/if-available.ts'
import { asRowsLike, restoredState } from '../projection/copy-state.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { initialStateOf } from '../projection/fold.ts'
import type { LiveEvents, LiveStatus } from '../projection/live-status.ts'
import { TypedEventTarget } from '../values/typed-event-target.ts'
import type { Changed, Failure, FromPage, FromWorker } from './messages.ts'
import { patchedState } from './state-patch.ts'

/** An error in the worker. `code` is the code of that error, or `'WorkerFailed'` if the worker itself failed. */
export class FailedInWorker extends RewindableError {
  readonly code: string

  constructor({ code, message }: Failure) {
    super(message, {})
    this.code = code
  }
}

type Channel<State> = {
  readonly port: MessagePort
  readonly stopped: AbortController
  /** The last state from the worker, and its number. The page may show a newer state from another channel. */
  last: { readonly number: number; readonly state: State }
}

type RemoteEvents<State> = Pick<LiveEvents<State>, 'change' | 'progress'> & { readonly error: FailedInWorker }

/**
 * Shows a live projection that a worker folds. `state`, `status`, `subscribe` and `stop` work as in {@link LiveProjection}. A busy page
 * skips states and shows the newest one.
 *
 * Dispatches `change` (detail: state and position), `progress` (detail: position and lastPosition) and `error` (detail: the error).
 *
 * After {@link RemoteProjection.stop}, `subscribe` follows again.
 *
 * @example
 * ```ts
 * const worker = new Worker(new URL('projections.worker.ts', import.meta.url), { type: 'module' })
 * const remote = new RemoteProjection(worker, balances)
 * remote.subscribe((balances) => render(balances))
 * ```
 */
export class RemoteProjection<State, E extends DomainEvent> extends TypedEventTarget<RemoteEvents<State>> {
  declare readonly [Symbol.dispose]: () => void
  static {
    disposeWith(RemoteProjection.prototype, 'stop')
  }
  readonly #worker: Pick<Worker, 'postMessage'>
  readonly #name: string
  #state: State
  #position = 0
  #historyId: string | undefined
  #status: LiveStatus = 'stopped'
  #error: FailedInWorker | undefined
  /** `undefined`: stopped. */
  #channel: Channel<State> | undefined

  /**
   * @param worker a worker that called {@link hostProjections} with this definition
   * @param definition the projection; the page uses only its name and its initial state
   * @throws {@link InvalidArgument} the definition is invalid
   */
  constructor(worker: Pick<Worker, 'postMessage'>, definition: ProjectionDefinition<State, E>) {
    super()
    this.#worker = worker
    this.#name = definition.name
    this.#state = initialStateOf(definition)
    this.#start()
  }

  /** The state at {@link RemoteProjection.position}. It never changes. */
  get state(): State {
    return this.#state
  }

  /** Position of the last event in the state. */
  get position(): number {
    return this.#position
  }

  get status(): LiveStatus {
    return this.#status
  }

  /** The error, if the status is `'failed'`. */
  get error(): FailedInWorker | undefined {
    return this.#error
  }

  /** Returns the state, for `useSyncExternalStore`. It is the same object until the next change. */
  readonly getSnapshot = (): State => this.#state

  /** Calls a listener now and after each change. A stopped projection follows again. @returns a function that ends the calls */
  readonly subscribe = (listener: (state: State) => void): (() => void) => {
    // Starts before the first call, because the listener may stop the projection.
    this.#start()
    return callOnChange(this, () => listener(this.#state))
  }

  /** Stops following in page and worker. The last state stays, and no further events are dispatched. `subscribe` follows again. */
  stop(): void {
    this.#send('stop')
    this.#end()
  }

  #start(): void {
    if (this.#channel) return
    const made = ifAvailable(() => new MessageChannel())
    if (!made) {
      this.#fail('Expected the global MessageChannel, found none. Use a LiveProjection in the page instead.')
      return
    }
    const { port1: port, port2 } = made
    const channel: Channel<State> = { port, stopped: new AbortController(), last: { number: 0, state: this.#state } }
    this.#channel = channel
    this.#status = 'catching up'
    this.#error = undefined
    port.onmessage = ({ data }: MessageEvent<FromWorker<State>>) => {
      // A message can arrive after a stop.
      if (this.#channel !== channel) return
      if (data.kind === 'change') this.#change(data, channel)
      else this.#receive(data)
    }
    port.onmessageerror = () => {
      if (this.#channel !== channel) return
      this.#send(channel.last.number)
      this.#fail('The page could not read the state from the worker. Use only values that structuredClone() keeps.')
    }
    if (this.#worker instanceof EventTarget) {
      this.#worker.addEventListener('error', this.#onWorkerError, { signal: channel.stopped.signal })
    }
    this.#worker.postMessage({ follow: this.#name }, [port2])
  }

  #send(message: FromPage): void {
    this.#channel?.port.postMessage(message)
  }

  #end(): void {
    const channel = this.#channel
    this.#channel = undefined
    this.#status = 'stopped'
    channel?.stopped.abort()
    channel?.port.close()
  }

  readonly #onWorkerError = (event: Event): void => {
    // After an answer, errors of the worker do not concern this projection.
    if (this.#status !== 'catching up') return
    const reason = 'message' in event ? event.message : 'it could not be loaded'
    this.#fail(
      `The worker failed before the projection was live: ${reason}. Check the URL and the first lines of the worker script.`,
    )
  }

  #fail(message: string): void {
    this.#receive({ kind: 'failure', failure: { code: 'WorkerFailed', message } })
  }

  #receive(message: Exclude<FromWorker<State>, Changed<State>>): void {
    switch (message.kind) {
      case 'progress':
        this.dispatchEvent(new CustomEvent('progress', { detail: message.progress }))
        break
      case 'failure':
        this.#status = 'failed'
        this.#error = new FailedInWorker(message.failure)
        this.dispatchEvent(new CustomEvent('error', { detail: this.#error }))
        break
      case 'stopped':
        this.#end()
        this.#dispatchChange()
    }
  }

  #change(message: Changed<State>, channel: Channel<State>): void {
    const state = this.#take(message, channel)
    this.#status = message.status
    this.#error = message.failure && new FailedInWorker(message.failure)
    // After a restart, the worker sends older states first. The position decreases only when live, or for another history.
    if (message.historyId !== this.#historyId || message.position >= this.#position || message.status === 'live') {
      this.#state = state
      this.#position = message.position
      this.#historyId = message.historyId
    }
    this.#dispatchChange()
  }

  /** Returns the state of a message, and requests the next state. */
  #take(message: Changed<State>, channel: Channel<State>): State {
    try {
      const state = message.isPatch
        ? patchedState(channel.last.state, restoredState(message))
        : asRowsLike(restoredState(message), () => this.#state)
      channel.last = { number: message.number, state }
      return state
    } finally {
      this.#send(channel.last.number)
    }
  }

  #dispatchChange(): void {
    const { state, position } = this
    this.dispatchEvent(new CustomEvent('change', { detail: { state, position } }))
  }
}
