import { check } from '../log/argument-checks.ts'
import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent, OfType, PlainEvent, RecordedEvent } from '../log/domain-event.ts'
import { LogReplaced } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { checkHandlers, handler, immediate } from '../log/handler-table.ts'
import { listOf } from '../log/list-of.ts'
import { ownState } from '../projection/copy-state.ts'
import { checkDefinition, type ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold } from '../projection/fold.ts'
import type { ReactionContext } from './reactions.ts'
import { Reactor } from './reactor.ts'
import { checkedReactorOptions, type ReactorOptions } from './reactor-options.ts'

/** Events in, commands out. Each process has a state of its own, folded from the events that belong to it. */
export type ProcessManager<State, Command, E extends DomainEvent> = Pick<
  ProjectionDefinition<State, E>,
  'name' | 'initialState' | 'when'
> & {
  /** The process an event belongs to, such as an order's id; `undefined`: none. Called for events of the types in `when` and `decide`. */
  readonly correlate: (event: RecordedEvent<E>) => string | undefined
  /** The commands that an event leads to, given the state of its process with that event. */
  readonly decide: {
    readonly [Type in E['type']]?: (
      event: RecordedEvent<OfType<E, Type>>,
      state: State,
    ) => Command | readonly Command[] | void
  }
}

/** What a command is sent with. */
export type Dispatch = {
  /** The same when the command is sent again after a crash: pass it on to `handleCommand`. */
  readonly commandId: string
  readonly processId: string
  /** Aborted when the process manager is stopped or its store is closed. */
  readonly signal: AbortSignal
}

/**
 * Defines a process manager.
 *
 * @throws {@link InvalidArgument} the name is empty, `initialState` or `correlate` is not a function, or `when` or `decide` is not a
 *   plain object of functions
 */
export function defineProcessManager<State, Command, E extends PlainEvent<E>>(
  definition: ProcessManager<State, Command, E>,
): ProcessManager<State, Command, E> {
  checkProcess(definition)
  return definition
}

function checkProcess<State, Command, E extends DomainEvent>(definition: ProcessManager<State, Command, E>): void {
  checkDefinition(definition)
  check('correlate', definition.correlate, handler)
  checkHandlers('decide', definition.decide)
}

/**
 * Runs a process manager in one tab at a time, as {@link startReactor} does: each event's commands are sent in order, at least once,
 * with a `commandId` that makes it once; an event whose commands keep failing is parked.
 *
 * @param dispatch sends a command and resolves when it is done, with {@link handleCommand} for instance
 * @throws {@link InvalidArgument} an option is not what it should be
 * @example
 * ```ts
 * const reactor = startProcessManager(store, transferProcess, (command, { commandId }) =>
 *   handleCommand(store, account, command.streamId, command.command, { commandId }),
 * )
 * ```
 */
export function startProcessManager<State, Command, E extends DomainEvent, Own extends E = E>(
  store: EventStore<E>,
  definition: ProcessManager<State, Command, Own>,
  dispatch: (command: Command, details: Dispatch) => Promise<unknown>,
  options: ReactorOptions = {},
): Reactor<E> {
  checkProcess(definition)
  const named = ofTheStore<State, Command, E, Own>(definition)
  const processes = new Processes(store, named)
  async function send(event: RecordedEvent<E>, { signal, idempotencyKey }: ReactionContext): Promise<void> {
    const processId = immediate(named.correlate(copyOfEvent(event)), 'correlate')
    if (processId === undefined) return
    const state = await processes.stateAt(event.globalPosition, processId, signal)
    // Each attempt decides on a copy: a command may contain a part of the state, and `dispatch` may change it.
    const commands = commandsOf(named, event, ownState(state))
    for (const [index, command] of commands.entries()) {
      await dispatch(command, { commandId: `${definition.name}/${idempotencyKey}/${index}`, processId, signal })
    }
  }
  const reactions = new Map(Object.keys(definition.decide).map((type) => [type, send]))
  return new Reactor(store, definition.name, reactions, checkedReactorOptions(options))
}

// Sound, because it is called only for events of the types that it names: see `isNamed`.
function ofTheStore<State, Command, E extends DomainEvent, Own extends E>(
  definition: ProcessManager<State, Command, Own>,
): ProcessManager<State, Command, E> {
  return definition as ProcessManager<State, Command, E>
}

/** Whether a process manager has a handler or a decision for events of this type. The others belong to none of its processes. */
export function isNamed<State, Command, E extends DomainEvent>(
  { when, decide }: ProcessManager<State, Command, E>,
  { type }: RecordedEvent<E>,
): boolean {
  return Object.hasOwn(when, type) || Object.hasOwn(decide, type)
}

/** The commands that an event leads to, given the state of its process with that event. */
export function commandsOf<State, Command, E extends DomainEvent>(
  { decide }: ProcessManager<State, Command, E>,
  event: RecordedEvent<E>,
  state: State,
): readonly Command[] {
  const type = event.type as E['type']
  // That what is decided under an event's type takes that event is what a table of them means.
  const decideOn = Object.hasOwn(decide, type) ? (decide[type] as Decide<State, Command, E> | undefined) : undefined
  return listOf<Command>(immediate(decideOn?.(event, state), 'decide', type))
}

type Decide<State, Command, E extends DomainEvent> = (
  event: RecordedEvent<E>,
  state: State,
) => Command | readonly Command[] | void

/** The states of all processes, as of the last event that was looked at. */
class Processes<State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definition: ProcessManager<State, unknown, E>
  #folds = new Map<string, Fold<State, E>>()
  /** Why there is no state of a process. */
  #failures = new Map<string, unknown>()
  #position = 0
  /** The events that were folded: {@link EventStore.historyId}. */
  #historyId: string
  /** A parked event may be retried beside the work: each waits for the one before it. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(store: EventStore<E>, definition: ProcessManager<State, unknown, E>) {
    this.#store = store
    this.#definition = definition
    this.#historyId = store.historyId
  }

  /** @throws {@link LogReplaced} the position is one of a log that was replaced since the call */
  stateAt(position: number, processId: string, signal: AbortSignal): Promise<State> {
    const { historyId } = this.#store
    const state = this.#turn.then(() => this.#stateAt(position, { processId, historyId, signal }))
    this.#turn = state.catch(() => {})
    return state
  }

  async #stateAt(
    position: number,
    { processId, historyId, signal }: { processId: string; historyId: string; signal: AbortSignal },
  ): Promise<State> {
    // An event that was parked is looked at again when later ones have been folded already. A replaced log is folded again.
    if (position < this.#position || historyId !== this.#historyId) {
      this.#historyId = historyId
      this.#folds = new Map()
      this.#failures = new Map()
      this.#position = 0
    }
    for await (const page of this.#store.readBatches({
      fromPosition: this.#position + 1,
      toPosition: position,
      signal,
    })) {
      for (const event of page) this.#apply(event)
    }
    if (this.#store.historyId !== historyId) throw new LogReplaced()
    if (this.#failures.has(processId)) throw this.#failures.get(processId)
    return this.#foldOf(processId).state
  }

  #apply(event: RecordedEvent<E>): void {
    this.#position = event.globalPosition
    // Copied before `correlate` receives the event, which it may change.
    const own = Object.hasOwn(this.#definition.when, event.type) ? copyOfEvent(event) : event
    const processId = this.#processOf(event)
    if (processId === undefined || this.#failures.has(processId)) return
    try {
      this.#foldOf(processId).apply(own)
    } catch (error) {
      // The other processes go on.
      this.#failures.set(processId, error)
    }
  }

  #processOf(event: RecordedEvent<E>): string | undefined {
    try {
      if (!isNamed(this.#definition, event)) return undefined
      return immediate(this.#definition.correlate(event), 'correlate')
    } catch {
      // It belongs to no process then. Should it be one to decide on, it is parked with the reason when its turn comes.
      return undefined
    }
  }

  #foldOf(processId: string): Fold<State, E> {
    const fold = this.#folds.get(processId) ?? new Fold<State, E>(this.#definition)
    this.#folds.set(processId, fold)
    return fold
  }
}
