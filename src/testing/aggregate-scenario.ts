import { checkOptions } from '../events/argument-checks.ts'
import type { DomainEvent, NewEvent } from '../events/domain-event.ts'
import { immediate } from '../events/handler-table.ts'
import type { AggregateRoot } from '../model/aggregate-root.ts'
import { assertSteps } from './assert-steps.ts'
import type { Expectation } from './expectation.ts'
import { aggregateOptions } from './scenario-checks.ts'
import { type Given, streamHistory } from './scenario-history.ts'

/** A call of an aggregate's methods. */
type AggregateAction<Aggregate> = (aggregate: Aggregate) => void

/** Past events, actions on the aggregate, and the expected outcome. Only events of the aggregate's own stream are applied. */
export type AggregateScenario<Aggregate, E extends DomainEvent> = Expectation<NewEvent<E>> & {
  /** Default: no events. */
  readonly given?: Given<E>
  /** An action, such as `(herd) => herd.adopt('asian')`, or several in order. */
  readonly when: AggregateAction<Aggregate> | readonly AggregateAction<Aggregate>[]
  /** Repeats the scenario for each point between the actions, and rebuilds the aggregate from its events there. */
  readonly alsoRebuilt?: boolean
}

export function aggregateScenario<Aggregate extends AggregateRoot<E>, E extends DomainEvent>(
  create: () => Aggregate,
  scenario: AggregateScenario<Aggregate, E>,
): void {
  const checked = checkOptions(scenario, aggregateOptions)
  const { given = [], when } = checked
  const actions: readonly AggregateAction<Aggregate>[] = typeof when === 'function' ? [when] : when
  assertSteps(checked, actions.map(String), (rebuildAfter) => runActions(create, given, actions, rebuildAfter))
}

function runActions<Aggregate extends AggregateRoot<E>, E extends DomainEvent>(
  create: () => Aggregate,
  given: Given<E>,
  actions: readonly AggregateAction<Aggregate>[],
  rebuildAfter: number | undefined,
): NewEvent<E>[] {
  const events: NewEvent<E>[] = []
  const rebuild = (): Aggregate => {
    const aggregate = create()
    aggregate.applyHistory(streamHistory<E>([...given, ...events], aggregate.streamId))
    return aggregate
  }
  let aggregate = rebuild()
  for (const [step, action] of actions.entries()) {
    if (step === rebuildAfter) aggregate = rebuild()
    immediate(action(aggregate), 'when')
    events.push(...aggregate.releaseEvents())
  }
  return events
}
