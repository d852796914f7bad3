import { assertOutcome, type Expectation, type Outcome, outcomeOf } from './expectation.ts'
import { lineDiff } from './line-diff.ts'
import { ScenarioFailed } from './scenario-failed.ts'
import { shown, shownMessage } from './shown.ts'
import { isStrictlySame } from './strictly-same.ts'

/** What a scenario of several steps says besides its steps. */
export type StepsScenario<Message> = Expectation<Message> & {
  readonly given?: readonly unknown[]
  readonly alsoRebuilt?: boolean
}

/**
 * Runs all steps and compares what came with what was expected. If asked for, runs the same steps once more for each point
 * between them, rebuilding the subject from its events at that point, and compares with the unbroken run: what was remembered
 * by other means than events is forgotten then, and shows.
 *
 * @param steps as they are shown
 * @param run runs all steps, rebuilding after `rebuildAfter` of them
 * @throws {@link ScenarioFailed} something else came, or one of the runs ended differently
 */
export function assertSteps<Message>(
  scenario: StepsScenario<Message>,
  steps: readonly string[],
  run: (rebuildAfter?: number) => readonly Message[],
): void {
  const { given = [], alsoRebuilt = false } = scenario
  const context = { Given: given.map(shownMessage), When: steps }
  const unbroken = outcomeOf(run)
  assertOutcome(scenario, unbroken, context)
  for (let rebuildAfter = 1; alsoRebuilt && rebuildAfter < steps.length; rebuildAfter += 1) {
    const rebuilt = outcomeOf(() => run(rebuildAfter))
    if (isSameOutcome(unbroken, rebuilt)) continue
    const after = `after step ${rebuildAfter} of ${steps.length}`
    throw new ScenarioFailed(`It decides differently when it is rebuilt from its events ${after}`, {
      ...context,
      'Then (- unbroken, + rebuilt)': lineDiff(linesOf(unbroken), linesOf(rebuilt)),
      'What to look for': ['something remembered in a command that no apply handler sets'],
    })
  }
}

function isSameOutcome(a: Outcome<unknown>, b: Outcome<unknown>): boolean {
  return isStrictlySame(a.messages, b.messages) && shown(a.thrown?.error) === shown(b.thrown?.error)
}

function linesOf({ messages, thrown }: Outcome<unknown>): string[] {
  return thrown ? [`throws ${shown(thrown.error)}`] : messages.map(shownMessage)
}
