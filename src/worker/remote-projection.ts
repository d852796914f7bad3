import type { DomainEvent } from '../log/domain-event.ts'
import { RewindableError } from '../log/errors.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import type { LiveStatus } from '../projection/live-projection.ts'
import type { FromWorker } from './messages.ts'

/** What failed in the worker: `code` is that of the error there, or `'WorkerFailed'` if the worker itself did. */
export class FailedInWorker extends RewindableError {
  readonly code: string

  constructor({ code, message }: { code: string; message: string }) {
    super(message, {})
    this.code = code
  }
}

/**
 * A live projection that is folded in a worker: the face of {@link LiveProjection}, with the work elsewhere. It shows the newest state
 * each time the page has time for one, not every one in between.
 *
 * Dispatches `change` (detail: state and position), `progress` (detail: position and lastPosition) and `error` (detail: the error).
 *
 * @example
 * ```ts
 * const worker = new Worker(new URL('projections.worker.ts', import.meta.url), { type: 'module' })
 * const remote = new RemoteProjection(worker, balances)
 * remote.subscribe((balances) => render(balances))
 * ```
 */
export class RemoteProjection<State, E extends DomainEvent> extends EventTarget {
  readonly #port: MessagePort
  #state: State
  #position = 0
  #status: LiveStatus = 'catching up'
  #error: FailedInWorker | undefined
  readonly #stopped = new AbortController()

  /**
   * @param worker in which {@link hostProjections} was called with this definition
   * @param definition only its name and initial state are used on this side
   */
  constructor(worker: Pick<Worker, 'postMessage'>, definition: ProjectionDefinition<State, E>) {
    super()
    this.#state = definition.initialState()
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = ({ data }: MessageEvent<FromWorker<State>>) => this.#hear(data)
    port1.onmessageerror = () => {
      port1.postMessage('taken')
      this.#fail('What the worker sent could not be read here: a state must be such that a structured clone keeps it.')
    }
    if (worker instanceof EventTarget) worker.addEventListener('error', this.#heedError, this.#stopped)
    worker.postMessage({ follow: definition.name }, [port2])
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

  /** Calls back at once and on each change. @returns stops the calls */
  readonly subscribe = (listener: (state: State) => void): (() => void) => {
    const onChange = (): void => listener(this.#state)
    onChange()
    this.addEventListener('change', onChange)
    return () => this.removeEventListener('change', onChange)
  }

  /** Stops following, in the worker too. The last state stays. */
  stop(): void {
    this.#status = 'stopped'
    this.#stopped.abort()
    this.#port.postMessage('stop')
    this.#port.close()
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
    this.#hear({ kind: 'failure', code: 'WorkerFailed', message, status: 'failed' })
  }

  #hear(message: FromWorker<State>): void {
    if (this.#status === 'stopped') return
    if (message.kind === 'progress') {
      this.dispatchEvent(new CustomEvent('progress', { detail: message.progress }))
      return
    }
    this.#status = message.status
    if (message.kind === 'failure') {
      this.#error = new FailedInWorker(message)
      this.dispatchEvent(new CustomEvent('error', { detail: this.#error }))
      return
    }
    const { state, position } = message
    this.#port.postMessage('taken')
    // A state from before the failure may have waited its turn.
    if (message.status !== 'failed') this.#error = undefined
    this.#state = state
    this.#position = position
    this.dispatchEvent(new CustomEvent('change', { detail: { state, position } }))
  }
}
