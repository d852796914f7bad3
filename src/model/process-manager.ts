import { check } from '../events/argument-checks.ts'
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, OfType, PlainEvent, RecordedEvent } from '../events/domain-event.ts'
import { LogReplaced } from '../events/errors.ts'
import { checkHandlers, handler, immediate } from '../events/handler-table.ts'
import type { EventStore } from '../log/event-store.ts'
import { SerialQueue } from '../log/serial-queue.ts'
import { checkDefinition, type ProjectionDefinition } from '../projection/define-projection.ts'
import { draftToDiscard } from '../projection/draft-of-state.ts'
import { Fold } from '../projection/fold.ts'
import { listOf } from '../values/list-of.ts'
import { Reactor } from './reactor.ts'
import { checkedReactorOptions, type ReactionContext, type ReactorOptions } from './reactor-definition.ts'

/** Turns events into commands. Each process has its own state, folded from the events that belong to it. */
export type ProcessManager<State, Command, E extends DomainEvent> = Pick<
  ProjectionDefinition<State, E>,
  'name' | 'initialState' | 'when'
> & {
  /**
   * Returns the id of the process that an event belongs to, such as an order's id, or `undefined` for none. The library calls it
   * only for events of the types in `when` and `decide`.
   */
  readonly correlate: (event: RecordedEvent<E>) => string | undefined
  /** Returns the commands for an event. `state` is the state of its process and includes the event. */
  readonly decide: {
    readonly [Type in E['type']]?: (
      event: RecordedEvent<OfType<E, Type>>,
      state: State,
    ) => Command | readonly Command[] | void
  }
}

/** The details that `dispatch` receives with each command. */
export type Dispatch = {
  /** Stays the same when the command is sent again after a crash. Pass it to `handleCommand`, which then records the command once. */
  readonly commandId: string
  readonly processId: string
  /** Aborted when the process manager is stopped or its store is closed. */
  readonly signal: AbortSignal
}

/**
 * Checks a process manager and returns it.
 *
 * @throws {@link InvalidArgument} the name is empty, `initialState` or `correlate` is not a function, or `when` or `decide` is
 *   not a plain object of functions
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
 * Runs a process manager in one tab at a time, as {@link startReactor} does. It sends the commands of each event in order and at least
 * once. The `commandId` lets the receiver record each command once. An event whose commands keep failing is parked.
 *
 * @param dispatch sends a command, for instance with {@link handleCommand}, and resolves when the command is done
 * @throws {@link InvalidArgument} the definition or an option is invalid
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
    // Each attempt decides on a draft: a command may contain a part of the state, and `dispatch` may change it.
    const commands = commandsOf(named, event, draftToDiscard(state))
    for (const [index, command] of commands.entries()) {
      await dispatch(command, { commandId: `${definition.name}/${idempotencyKey}/${index}`, processId, signal })
    }
  }
  const reactions = new Map(Object.keys(definition.decide).map((type) => [type, send]))
  return new Reactor(store, definition.name, reactions, checkedReactorOptions(options))
}

// Sound: the functions of the definition are called only for events of the types that it names (see `isNamed`).
function ofTheStore<State, Command, E extends DomainEvent, Own extends E>(
  definition: ProcessManager<State, Command, Own>,
): ProcessManager<State, Command, E> {
  return definition as ProcessManager<State, Command, E>
}

/** Returns whether `when` or `decide` has a function for events of this type. Events of other types belong to no process. */
export function isNamed<State, Command, E extends DomainEvent>(
  { when, decide }: ProcessManager<State, Command, E>,
  { type }: RecordedEvent<E>,
): boolean {
  return Object.hasOwn(when, type) || Object.hasOwn(decide, type)
}

/** Returns the commands for an event. `state` is the state of its process and includes the event. */
export function commandsOf<State, Command, E extends DomainEvent>(
  { decide }: ProcessManager<State, Command, E>,
  event: RecordedEvent<E>,
  state: State,
): readonly Command[] {
  const type = event.type as E['type']
  // Sound: the type of the table pairs each event type with a function for it.
  const decideOn = Object.hasOwn(decide, type) ? (decide[type] as Decide<State, Command, E> | undefined) : undefined
  return listOf<Command>(immediate(decideOn?.(event, state), 'decide', type))
}

type Decide<State, Command, E extends DomainEvent> = (
  event: RecordedEvent<E>,
  state: State,
) => Command | readonly Command[] | void

/** The states of all processes at a position of the log. */
class Processes<State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definition: ProcessManager<State, unknown, E>
  #folds = new Map<string, Fold<State, E>>()
  /** The error of each process whose state could not be folded. */
  #failures = new Map<string, unknown>()
  #position = 0
  /** The {@link EventStore.historyId} of the folded events. */
  #historyId: string
  /** Runs one call at a time: a parked event can be retried while the reactor works. */
  readonly #queue = new SerialQueue()

  constructor(store: EventStore<E>, definition: ProcessManager<State, unknown, E>) {
    this.#store = store
    this.#definition = definition
    this.#historyId = store.historyId
  }

  /**
   * Returns the state of a process after the event at a position.
   *
   * @throws {@link LogReplaced} the log was replaced during the call
   * @throws the error of this process's handler, or of `correlate` for an event that only `when` names
   */
  stateAt(position: number, processId: string, signal: AbortSignal): Promise<State> {
    const { historyId } = this.#store
    return this.#queue.run(() => this.#stateAt(position, { processId, historyId, signal }))
  }

  async #stateAt(
    position: number,
    { processId, historyId, signal }: { processId: string; historyId: string; signal: AbortSignal },
  ): Promise<State> {
    // The folds start again for a parked event that lies before the folded position, and for a replaced log.
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
    // The event is copied first, because `correlate` may change it.
    const own = Object.hasOwn(this.#definition.when, event.type) ? copyOfEvent(event) : event
    const processId = this.#processOf(event)
    this.#position = event.globalPosition
    if (processId === undefined || this.#failures.has(processId)) return
    try {
      this.#foldOf(processId).apply(own)
    } catch (error) {
      // A failure of one process does not stop the others.
      this.#failures.set(processId, error)
    }
  }

  #processOf(event: RecordedEvent<E>): string | undefined {
    if (!isNamed(this.#definition, event)) return undefined
    try {
      return immediate(this.#definition.correlate(event), 'correlate')
    } catch (error) {
      // For an event of a type in `decide`, the reactor calls `correlate` too, and parks the event with the error. For other
      // events, it does neither. Without this error, a command would be decided on a state that lacks the event.
      if (!Object.hasOwn(this.#definition.decide, event.type)) throw error
      return undefined
    }
  }

  #foldOf(processId: string): Fold<State, E> {
    const fold = this.#folds.get(processId) ?? new Fold<State, E>(this.#definition)
    this.#folds.set(processId, fold)
    return fold
  }
}
