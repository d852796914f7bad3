import type { DomainEvent } from '../log/domain-event.ts'
import { RewindableError } from '../log/errors.ts'
import { ifAvailable } from '../log/if-available.ts'
import { TypedEventTarget } from '../log/typed-event-target.ts'
import { restoredState } from '../projection/copy-state.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { initialStateOf } from '../projection/fold.ts'
import type { LiveEvents, LiveStatus } from '../projection/live-events.ts'
import { onEachChange } from '../projection/on-each-change.ts'
import type { Failure, FromPage, FromWorker } from './messages.ts'

/** What failed in the worker: `code` is that of the error there, or `'WorkerFailed'` if the worker itself did. */
export class FailedInWorker extends RewindableError {
  readonly code: string

  constructor({ code, message }: Failure) {
    super(message, {})
    this.code = code
  }
}

type RemoteEvents<State> = Pick<LiveEvents<State>, 'change' | 'progress'> & { readonly error: FailedInWorker }

/**
 * A live projection that is folded in a worker: the face of {@link LiveProjection}, with the work elsewhere. It shows the newest state
 * each time the page has time for one, not every one in between.
 *
 * Dispatches `change` (detail: state and position), `progress` (detail: position and lastPosition) and `error` (detail: the error).
 *
 * After {@link RemoteProjection.stop}, `subscribe` asks the worker again.
 *
 * @example
 * ```ts
 * const worker = new Worker(new URL('projections.worker.ts', import.meta.url), { type: 'module' })
 * const remote = new RemoteProjection(worker, balances)
 * remote.subscribe((balances) => render(balances))
 * ```
 */
export class RemoteProjection<State, E extends DomainEvent> extends TypedEventTarget<RemoteEvents<State>> {
  readonly #worker: Pick<Worker, 'postMessage'>
  readonly #name: string
  #state: State
  #position = 0
  #historyId: string | undefined
  #status: LiveStatus = 'stopped'
  #error: FailedInWorker | undefined
  /** From a start to its stop; none: stopped. */
  #channel: { readonly port: MessagePort; readonly stopped: AbortController } | undefined

  /**
   * @param worker in which {@link hostProjections} was called with this definition
   * @param definition only its name and initial state are used on this side
   */
  constructor(worker: Pick<Worker, 'postMessage'>, definition: ProjectionDefinition<State, E>) {
    super()
    this.#worker = worker
    this.#name = definition.name
    this.#state = initialStateOf(definition)
    this.#start()
  }

  /** The state as of {@link RemoteProjection.position}. Never changed afterwards. */
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

  /** Why the status is `'failed'`. */
  get error(): FailedInWorker | undefined {
    return this.#error
  }

  /** The state; a new object after each change and the same one in between. */
  readonly getSnapshot = (): State => this.#state

  /** Calls back at once and on each change. If it was stopped, it asks the worker again. @returns stops the calls */
  readonly subscribe = (listener: (state: State) => void): (() => void) => {
    // Before the first call, so that the listener may stop it.
    this.#start()
    return onEachChange(this, () => listener(this.#state))
  }

  /** Stops following, in the worker too. The last state stays, and no event is dispatched any more. `subscribe` follows again. */
  stop(): void {
    this.#tell('stop')
    this.#end()
  }

  #start(): void {
    if (this.#channel) return
    const made = ifAvailable(() => new MessageChannel())
    if (!made) {
      this.#fail(
        'Expected the global MessageChannel here, found none. Fold in the page instead, with a LiveProjection.',
      )
      return
    }
    const { port1: port, port2 } = made
    const channel = { port, stopped: new AbortController() }
    this.#channel = channel
    this.#status = 'catching up'
    this.#error = undefined
    port.onmessage = ({ data }: MessageEvent<FromWorker<State>>) => {
      // A message may have been under way when it was stopped.
      if (this.#channel === channel) this.#hear(data)
    }
    port.onmessageerror = () => {
      if (this.#channel !== channel) return
      this.#tell('taken')
      this.#fail('What the worker sent could not be read here: a state must be such that a structured clone keeps it.')
    }
    if (this.#worker instanceof EventTarget) {
      this.#worker.addEventListener('error', this.#heedError, { signal: channel.stopped.signal })
    }
    this.#worker.postMessage({ follow: this.#name }, [port2])
  }

  #tell(message: FromPage): void {
    this.#channel?.port.postMessage(message)
  }

  #end(): void {
    const channel = this.#channel
    this.#channel = undefined
    this.#status = 'stopped'
    channel?.stopped.abort()
    channel?.port.close()
  }

  readonly #heedError = (event: Event): void => {
    // One that answered has begun: what else it throws is not about this.
    if (this.#status !== 'catching up') return
    const reason = 'message' in event ? event.message : 'it could not be loaded'
    this.#fail(
      `The worker failed before the projection was live: ${reason}. Look at its address and at what it does first.`,
    )
  }

  #fail(message: string): void {
    this.#hear({ kind: 'failure', failure: { code: 'WorkerFailed', message } })
  }

  #hear(message: FromWorker<State>): void {
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
        this.#tellChange()
        break
      case 'change':
        this.#tell('taken')
        this.#status = message.status
        this.#error = message.failure && new FailedInWorker(message.failure)
        // One that was stopped begins again with older states than it shows. Only a live one or another log may go back.
        if (message.historyId !== this.#historyId || message.position >= this.#position || message.status === 'live') {
          this.#state = restoredState(message)
          this.#position = message.position
          this.#historyId = message.historyId
        }
        this.#tellChange()
    }
  }

  #tellChange(): void {
    const { state, position } = this
    this.dispatchEvent(new CustomEvent('change', { detail: { state, position } }))
  }
}
