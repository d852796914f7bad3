import { check, checkOptions } from '../events/argument-checks.ts'
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold } from '../projection/fold.ts'
import { formatMessage, formatValue } from './format-value.ts'
import { events, projectionOptions } from './scenario-checks.ts'
import { lineDiff, ScenarioFailed } from './scenario-failed.ts'
import { type Given, recordedHistory } from './scenario-history.ts'
import { isStrictlySame } from './strictly-same.ts'

/** Events, and the state that the projection must fold from them. */
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
  for (const event of recordedHistory<E>(given)) fold.apply(copyOfEvent(event))
  if (isStrictlySame(fold.state, then)) return
  throw new ScenarioFailed('The state differs from the expected one', {
    Given: given.map(formatMessage),
    'Then (- expected, + found)': lineDiff(linesOf(then), linesOf(fold.state)),
  })
}

const longestLine = 100

/** Returns one line for each field of a state. A field that would make a long line gets a line for each of its fields. */
function linesOf(state: unknown, indent = ''): string[] {
  if (typeof state !== 'object' || state === null || Object.keys(state).length === 0) return [formatValue(state)]
  return Object.entries(state).flatMap(([key, value]) => {
    const line = `${indent}${key}: ${formatValue(value)}`
    const isLong = line.length > longestLine && (Array.isArray(value) || value?.constructor === Object)
    return isLong ? [`${indent}${key}:`, ...linesOf(value, `${indent}  `)] : [line]
  })
}
