import { check, checkOptions } from '../log/argument-checks.ts'
import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent } from '../log/domain-event.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold } from '../projection/fold.ts'
import { asHistory, type Given } from './given.ts'
import { lineDiff } from './line-diff.ts'
import { events, projectionOptions } from './scenario-checks.ts'
import { ScenarioFailed } from './scenario-failed.ts'
import { shown, shownMessage } from './shown.ts'
import { isStrictlySame } from './strictly-same.ts'

/** Events, and the state that must come of them: of a projection the state is the thing to test. */
export type ProjectionScenario<State, E extends DomainEvent> = {
  readonly given: Given<E>
  readonly then: State
}

export function projectionScenario<State, E extends DomainEvent>(
  projection: ProjectionDefinition<State, E>,
  scenario: ProjectionScenario<State, E>,
): void {
  const { given, then } = checkOptions(scenario, projectionOptions)
  check('given', given, events)
  const fold = new Fold(projection)
  for (const event of asHistory<E>(given)) fold.apply(copyOfEvent(event))
  if (isStrictlySame(fold.state, then)) return
  throw new ScenarioFailed('Another state came', {
    Given: given.map(shownMessage),
    'Then (- expected, + came)': lineDiff(linesOf(then), linesOf(fold.state)),
  })
}

const widest = 100

/** One line for each part of a state that has parts, and so on for parts that would make a long line. */
function linesOf(state: unknown, indent = ''): string[] {
  if (typeof state !== 'object' || state === null || Object.keys(state).length === 0) return [shown(state)]
  return Object.entries(state).flatMap(([key, value]) => {
    const line = `${indent}${key}: ${shown(value)}`
    const isLong = line.length > widest && (Array.isArray(value) || value?.constructor === Object)
    return isLong ? [`${indent}${key}:`, ...linesOf(value, `${indent}  `)] : [line]
  })
}
