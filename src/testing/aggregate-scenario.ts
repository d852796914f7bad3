import { checkOptions } from '../log/argument-checks.ts'
import type { DomainEvent, NewEvent } from '../log/domain-event.ts'
import { immediate } from '../log/handler-table.ts'
import type { AggregateRoot } from '../model/aggregate-root.ts'
import type { Expectation } from './expectation.ts'
import { type Given, historyOf } from './given.ts'
import { aggregateOptions } from './scenario-checks.ts'
import { assertSteps } from './steps.ts'

/** Something done to an aggregate. */
export type Act<Aggregate> = (aggregate: Aggregate) => void

/** What led here, what happens, and what must come of it. Only events of the aggregate's own stream are applied. */
export type AggregateScenario<Aggregate, E extends DomainEvent> = Expectation<NewEvent<E>> & {
  /** Default: no events. */
  readonly given?: Given<E>
  /** What is done, such as `(herd) => herd.adopt('asian')`, or several things one after the other. */
  readonly when: Act<Aggregate> | readonly Act<Aggregate>[]
  /** Also run it once for each point between the acts, rebuilding the aggregate from its events there. */
  readonly alsoRebuilt?: boolean
}

export function aggregateScenario<Aggregate extends AggregateRoot<E>, E extends DomainEvent>(
  create: () => Aggregate,
  scenario: AggregateScenario<Aggregate, E>,
): void {
  const checked = checkOptions(scenario, aggregateOptions)
  const { given = [], when } = checked
  const acts: readonly Act<Aggregate>[] = typeof when === 'function' ? [when] : when
  assertSteps(checked, acts.map(String), (rebuildAfter) => actAll(create, given, acts, rebuildAfter))
}

function actAll<Aggregate extends AggregateRoot<E>, E extends DomainEvent>(
  create: () => Aggregate,
  given: Given<E>,
  acts: readonly Act<Aggregate>[],
  rebuildAfter: number | undefined,
): NewEvent<E>[] {
  const events: NewEvent<E>[] = []
  const rebuild = (): Aggregate => {
    const aggregate = create()
    aggregate.applyHistory(historyOf<E>([...given, ...events], aggregate.streamId))
    return aggregate
  }
  let aggregate = rebuild()
  for (const [step, act] of acts.entries()) {
    if (step === rebuildAfter) aggregate = rebuild()
    immediate(act(aggregate), 'when')
    events.push(...aggregate.releaseEvents())
  }
  return events
}
