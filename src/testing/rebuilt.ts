import type { Outcome } from './expectation.ts'
import { lineDiff } from './line-diff.ts'
import { ScenarioFailed } from './scenario-failed.ts'
import { shown, shownMessage } from './shown.ts'
import { isStrictlySame } from './strictly-same.ts'

/**
 * Runs the same steps once for each point between them, rebuilding the subject from its events at that point, and compares
 * with the unbroken run. What was remembered by other means than events is forgotten then, and shows.
 *
 * @param run runs all steps, rebuilding after `rebuildAfter` of them
 * @throws {@link ScenarioFailed} one of the runs ended differently
 */
export function assertSameWhenRebuilt<Message>(
  steps: number,
  unbroken: Outcome<Message>,
  run: (rebuildAfter: number) => Outcome<Message>,
  context: Readonly<Record<string, readonly string[]>>,
): void {
  for (let rebuildAfter = 0; rebuildAfter < steps; rebuildAfter += 1) {
    const rebuilt = run(rebuildAfter)
    if (isSameOutcome(unbroken, rebuilt)) continue
    const after = rebuildAfter === 0 ? 'before the first step' : `after step ${rebuildAfter} of ${steps}`
    throw new ScenarioFailed(`It decides differently when it is rebuilt from its events ${after}`, {
      ...context,
      'Then (- unbroken, + rebuilt)': lineDiff(linesOf(unbroken), linesOf(rebuilt)),
      'What to look for': ['something remembered in a command that no apply handler sets'],
    })
  }
}

function isSameOutcome(a: Outcome<unknown>, b: Outcome<unknown>): boolean {
  return a.thrown ? shownThrown(a) === shownThrown(b) : isStrictlySame(a.messages, b.messages)
}

function linesOf({ messages, thrown }: Outcome<unknown>): string[] {
  return thrown ? [`throws ${shown(thrown.error)}`] : messages.map(shownMessage)
}

function shownThrown({ thrown }: Outcome<unknown>): string | undefined {
  return thrown && shown(thrown.error)
}
