import type { Rows } from '../collection/rows.ts'
import { check, checkOptions } from '../events/argument-checks.ts'
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold } from '../projection/fold.ts'
import { isKeyedRows } from '../values/keyed-rows.ts'
import { formatMessage, formatValue } from './format-value.ts'
import { events, projectionOptions } from './scenario-checks.ts'
import { lineDiff, ScenarioFailed } from './scenario-failed.ts'
import { type Given, recordedHistory } from './scenario-history.ts'
import { isStrictlySame } from './strictly-same.ts'

/** Events, and the state that the projection must fold from them. */
export type ProjectionScenario<State, E extends DomainEvent> = {
  readonly given: Given<E>
  /** The expected state. For a collection: its rows by key, as a `Map` or an object. */
  readonly then: ExpectedState<State>
}

type ExpectedState<State> =
  State extends Rows<infer Row> ? ReadonlyMap<string, Row> | { readonly [key: string]: Row } : State

export function projectionScenario<State, E extends DomainEvent>(
  projection: ProjectionDefinition<State, E>,
  scenario: ProjectionScenario<State, E>,
): void {
  const { given, then } = checkOptions(scenario, projectionOptions)
  check('given', given, events)
  const fold = new Fold(projection)
  for (const event of recordedHistory<E>(given)) fold.apply(copyOfEvent(event))
  if (isStrictlySame(fold.state, then)) return
  const [expected, found] = isKeyedRows(fold.state) ? [byKey(then), byKey(fold.state)] : [then, fold.state]
  throw new ScenarioFailed('The state differs from the expected one', {
    Given: given.map(formatMessage),
    'Then (- expected, + found)': lineDiff(linesOf(expected), linesOf(found)),
  })
}

/** Returns the rows of a collection, or the map that a scenario expects, as an object. */
function byKey(rows: unknown): unknown {
  if (!isKeyedRows(rows) && !(rows instanceof Map)) return rows
  return Object.fromEntries([...rows].sort(([key], [other]) => (key < other ? -1 : 1)))
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
