import { checkOptions } from '../log/argument-checks.ts'
import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent, NewEvent } from '../log/domain-event.ts'
import { listOf } from '../log/list-of.ts'
import { type Decider, type DecisionContext, decisionOf } from '../model/decider.ts'
import { RepeatableContext } from '../model/repeatable-context.ts'
import { copyIfData } from '../projection/copy-state.ts'
import { Fold } from '../projection/fold.ts'
import type { Expectation } from './expectation.ts'
import { countingIds } from './fixed-clock.ts'
import { firstStream, type Given, historyOf } from './given.ts'
import { deciderOptions } from './scenario-checks.ts'
import { shownMessage } from './shown.ts'
import { assertSteps } from './steps.ts'

/** What led here, what happens, and what must come of it. */
export type DeciderScenario<Command, E extends DomainEvent> = Expectation<NewEvent<E>> &
  Partial<DecisionContext> & {
    /** Default: no events. */
    readonly given?: Given<E>
    /** A command, or several, each decided on the events of those before it. */
    readonly when: Command | readonly Command[]
    /** Also run it once for each point between the commands, rebuilding the state from the events there. */
    readonly alsoRebuilt?: boolean
    /** The stream that the commands are for: only its events are folded. Default: the stream of the first event given. */
    readonly streamId?: string
  }

export function deciderScenario<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  scenario: DeciderScenario<Command, E>,
): void {
  const checked = checkOptions(scenario, deciderOptions)
  const { given = [], when, now = () => 0, newId = countingIds(), streamId = firstStream(given) } = checked
  const commands = listOf(when)
  const context = new RepeatableContext({ now, newId })
  assertSteps(checked, commands.map(shownMessage), (rebuildAfter) =>
    decideAll(decider, streamId, given, commands, context.fromTheStart(), rebuildAfter),
  )
}

function decideAll<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  streamId: string,
  given: Given<E>,
  commands: readonly Command[],
  context: DecisionContext,
  rebuildAfter: number | undefined,
): NewEvent<E>[] {
  const events: NewEvent<E>[] = []
  let seen = 0
  const rebuilt = (): Fold<State, E> => {
    seen = 0
    return new Fold(decider)
  }
  const foldNew = (): void => {
    const history = historyOf<E>([...given, ...events], streamId)
    // Copies: a handler may change an event, and the constants of a test file stay as they are.
    for (const event of history.slice(seen)) fold.apply(copyOfEvent(event))
    seen = history.length
  }
  let fold = rebuilt()
  foldNew()
  for (const [step, command] of commands.entries()) {
    if (step === rebuildAfter) fold = rebuilt()
    foldNew()
    const decided = decisionOf(decider, copyIfData(command), fold.state, context)
    // As they are now, just as a store would record them: a later command may change what they were made of.
    events.push(...decided.map((event) => copyOfEvent(event)))
  }
  foldNew()
  return events
}
