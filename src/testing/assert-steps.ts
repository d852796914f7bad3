import { assertOutcome, type Expectation, type Outcome, outcomeOf } from './expectation.ts'
import { formatMessage, formatValue } from './format-value.ts'
import { lineDiff, ScenarioFailed } from './scenario-failed.ts'
import { isStrictlySame } from './strictly-same.ts'

/** The options of a scenario that has steps, without the steps. */
export type StepsScenario<Message> = Expectation<Message> & {
  readonly given?: readonly unknown[]
  readonly alsoRebuilt?: boolean
}

/**
 * Runs all steps and compares the outcome with the expected one.
 *
 * With `alsoRebuilt`, it repeats all steps for each point between them and rebuilds the subject from its events there.
 * Each outcome must equal that of the first run. An outcome differs if the subject keeps state outside of its events.
 *
 * @param steps one line for each step, for the error message
 * @param run runs all steps, and rebuilds the subject after the first `rebuildAfter` steps
 * @throws {@link ScenarioFailed} the outcome of a run differs
 */
export function assertSteps<Message>(
  scenario: StepsScenario<Message>,
  steps: readonly string[],
  run: (rebuildAfter?: number) => readonly Message[],
): void {
  const { given = [], alsoRebuilt = false } = scenario
  const context = { Given: given.map(formatMessage), When: steps }
  const unbroken = outcomeOf(run)
  assertOutcome(scenario, unbroken, context)
  for (let rebuildAfter = 1; alsoRebuilt && rebuildAfter < steps.length; rebuildAfter += 1) {
    const rebuilt = outcomeOf(() => run(rebuildAfter))
    if (isSameOutcome(unbroken, rebuilt)) continue
    const after = `after step ${rebuildAfter} of ${steps.length}`
    throw new ScenarioFailed(`The outcome differs when the subject is rebuilt from its events ${after}`, {
      ...context,
      'Then (- first run, + rebuilt)': lineDiff(linesOf(unbroken), linesOf(rebuilt)),
      'Likely cause': ['a command sets a field that no event handler sets'],
    })
  }
}

function isSameOutcome(a: Outcome<unknown>, b: Outcome<unknown>): boolean {
  return isStrictlySame(a.messages, b.messages) && formatValue(a.thrown?.error) === formatValue(b.thrown?.error)
}

function linesOf({ messages, thrown }: Outcome<unknown>): string[] {
  return thrown ? [`throws ${formatValue(thrown.error)}`] : messages.map(formatMessage)
}
