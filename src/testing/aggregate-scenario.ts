import type { DomainEvent, NewEvent } from '../log/domain-event.ts'
import type { AggregateRoot } from '../model/aggregate-root.ts'
import { assertOutcome, type Expectation, outcomeOf } from './expectation.ts'
import { asHistory, type Given } from './given.ts'
import { assertSameWhenRebuilt } from './rebuilt.ts'
import { shownMessage } from './shown.ts'

/** Something done to an aggregate. */
export type Act<Aggregate> = (aggregate: Aggregate) => void

/** What led here, what happens, and what must come of it. */
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
  const { given = [], when, alsoRebuilt = false } = scenario
  const acts: readonly Act<Aggregate>[] = typeof when === 'function' ? [when] : when
  const run = (rebuildAfter?: number) => outcomeOf(() => actAll(create, given, acts, rebuildAfter))

  const sections = { Given: given.map(shownMessage), When: acts.map(String) }
  const unbroken = run()
  assertOutcome(scenario, unbroken, sections)
  if (alsoRebuilt) assertSameWhenRebuilt(acts.length, unbroken, run, sections)
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
    aggregate.applyHistory(asHistory<E>([...given, ...events]))
    return aggregate
  }
  let aggregate = rebuild()
  for (const [step, act] of acts.entries()) {
    if (step === rebuildAfter) aggregate = rebuild()
    act(aggregate)
    events.push(...aggregate.releaseEvents())
  }
  return events
}
