import { checkOptions } from '../events/argument-checks.ts'
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, NewEvent, RecordedEvent } from '../events/domain-event.ts'
import { immediate } from '../events/handler-table.ts'
import type { ProcessManager } from '../model/process-definition.ts'
import { commandsOf, isNamed } from '../model/process-definition.ts'
import { Fold } from '../projection/fold.ts'
import { assertSteps } from './assert-steps.ts'
import type { Expectation } from './expectation.ts'
import { formatMessage } from './format-value.ts'
import { processOptions } from './scenario-checks.ts'
import { type Given, recordedHistory } from './scenario-history.ts'

/** Past events, one new event, and the commands that the process manager must send for it. */
export type ProcessScenario<Command, E extends DomainEvent> = Expectation<Command> & {
  /** Default: no events. */
  readonly given?: Given<E>
  readonly when: NewEvent<E> | RecordedEvent<E>
}

export function processScenario<State, Command, E extends DomainEvent>(
  process: ProcessManager<State, Command, E>,
  scenario: ProcessScenario<Command, E>,
): void {
  const checked = checkOptions(scenario, processOptions)
  const { given = [], when } = checked
  assertSteps(checked, [formatMessage(when)], () => commandsAfter(process, recordedHistory<E>([...given, when])))
}

function commandsAfter<State, Command, E extends DomainEvent>(
  process: ProcessManager<State, Command, E>,
  history: readonly RecordedEvent<E>[],
): readonly Command[] {
  const last = history.at(-1)
  const processOf = (event: RecordedEvent<E>): string | undefined =>
    isNamed(process, event) ? immediate(process.correlate(copyOfEvent(event)), 'correlate') : undefined
  const processId = last && processOf(last)
  if (last === undefined || processId === undefined) return []
  const fold = new Fold(process)
  for (const event of history) {
    if (processOf(event) === processId) fold.apply(copyOfEvent(event))
  }
  return commandsOf(process, last, fold.state)
}
