import type { DomainEvent } from '../log/domain-event.ts'
import { RewindableError } from '../log/errors.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import type { LiveStatus } from '../projection/live-projection.ts'
import type { FromWorker } from './messages.ts'

/** What failed in the worker: `code` is that of the error there. */
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
    this.#port.postMessage('stop')
    this.#port.close()
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
