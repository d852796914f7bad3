import type { DomainEvent } from '../events/domain-event.ts'
import type { AggregateRoot } from '../model/aggregate-root.ts'
import type { Decider } from '../model/decider.ts'
import type { ProcessManager } from '../model/process-definition.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { type AggregateScenario, aggregateScenario } from './aggregate-scenario.ts'
import { type DeciderScenario, deciderScenario } from './decider-scenario.ts'
import { type ProcessScenario, processScenario } from './process-scenario.ts'
import { type ProjectionScenario, projectionScenario } from './projection-scenario.ts'

/** The type of the events that an aggregate class records. */
export type EventOf<Aggregate> = Aggregate extends AggregateRoot<infer E> ? E : never

/**
 * Runs a scenario of given, when and then in any test runner. The function returns if the outcome is exactly the expected one, including
 * the order of events and every field. Otherwise the function throws.
 *
 * | subject | `given` | `when` | `then` |
 * |---|---|---|---|
 * | decider | events | commands | events (or `thenThrows`, or `thenNothing`) |
 * | function that creates an aggregate | events | actions on the aggregate | events (or as above) |
 * | process manager | events | an event | commands (or as above) |
 * | projection, or a decider without `when` | events | | a state |
 *
 * A decider and an aggregate receive only the events of their own stream. Projections and process managers receive all events.
 *
 * @throws {@link InvalidArgument} the scenario has an option that its kind does not have
 * @throws {@link ScenarioFailed} the outcome differs; the message shows the scenario and a diff
 * @example
 * ```ts
 * scenario(herd, {
 *   given: [herdFormed('Savanna')],
 *   when: { type: 'AdoptElephpant', data: { breed: 'Blue' } },
 *   then: [elephpantAdopted('Blue')],
 * })
 * ```
 */
export function scenario<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  scenario: DeciderScenario<Command, E>,
): void
export function scenario<State, Command, E extends DomainEvent>(
  process: ProcessManager<State, Command, E>,
  scenario: ProcessScenario<Command, E>,
): void
export function scenario<Aggregate extends AggregateRoot<EventOf<Aggregate>>>(
  create: () => Aggregate,
  scenario: AggregateScenario<Aggregate, EventOf<Aggregate>>,
): void
export function scenario<State, E extends DomainEvent>(
  projection: ProjectionDefinition<State, E>,
  scenario: ProjectionScenario<State, E>,
): void
export function scenario(subject: unknown, scenario: unknown): void {
  // Sound: the overloads above pair each kind of subject with its kind of scenario.
  if (typeof subject === 'function') {
    const create = subject as () => AggregateRoot<DomainEvent>
    aggregateScenario(create, scenario as AggregateScenario<AggregateRoot<DomainEvent>, DomainEvent>)
  } else if (has(subject, 'correlate')) {
    const process = subject as ProcessManager<unknown, unknown, DomainEvent>
    processScenario(process, scenario as ProcessScenario<unknown, DomainEvent>)
  } else if (has(subject, 'decide') && has(scenario, 'when')) {
    const decider = subject as Decider<unknown, unknown, DomainEvent>
    deciderScenario(decider, scenario as DeciderScenario<unknown, DomainEvent>)
  } else {
    const projection = subject as ProjectionDefinition<unknown, DomainEvent>
    projectionScenario(projection, scenario as ProjectionScenario<unknown, DomainEvent>)
  }
}

function has(subject: unknown, part: string): boolean {
  return typeof subject === 'object' && subject !== null && Reflect.get(subject, part) !== undefined
}
