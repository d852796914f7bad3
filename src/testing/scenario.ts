import type { DomainEvent } from '../log/domain-event.ts'
import type { AggregateRoot } from '../model/aggregate-root.ts'
import type { Decider } from '../model/decider.ts'
import type { ProcessManager } from '../model/process-manager.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { type AggregateScenario, aggregateScenario } from './aggregate-scenario.ts'
import { type DeciderScenario, deciderScenario } from './decider-scenario.ts'
import { type ProcessScenario, processScenario } from './process-scenario.ts'
import { type ProjectionScenario, projectionScenario } from './projection-scenario.ts'

/** The events of a kind of aggregate. */
export type EventOf<Aggregate> = Aggregate extends AggregateRoot<infer E> ? E : never

/**
 * Checks given / when / then, in any test runner: it returns when the scenario holds and throws when it does not. Order, every
 * event and every field count.
 *
 * - of a decider: given events, when a command, then events (or `thenThrows`, or `thenNothing`)
 * - of an aggregate, given as a function that makes one: given events, when something is done to it, then events
 * - of a process manager: given events, when an event, then commands
 * - of a projection, or a decider used as one (without `when`): given events, then a state
 *
 * A decider and an aggregate see only the events of their own stream. The others see those of all streams.
 *
 * @throws {@link InvalidArgument} an option that this kind of scenario does not have
 * @throws {@link ScenarioFailed} with what was given and a diff of what was expected and what came
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
  // The overloads above are the only way in: what the subject is says what the scenario is.
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
