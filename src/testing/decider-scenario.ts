import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent, NewEvent } from '../log/domain-event.ts'
import { listOf } from '../log/list-of.ts'
import { type Decider, type DecisionContext, decisionOf } from '../model/decider.ts'
import { RepeatableContext } from '../model/repeatable-context.ts'
import { Fold } from '../projection/fold.ts'
import type { Expectation } from './expectation.ts'
import { countingIds } from './fixed-clock.ts'
import { asHistory, type Given } from './given.ts'
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
  }

export function deciderScenario<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  scenario: DeciderScenario<Command, E>,
): void {
  const { given = [], when, now = () => 0, newId = countingIds() } = scenario
  const commands = listOf(when)
  const context = new RepeatableContext({ now, newId })
  assertSteps(scenario, commands.map(shownMessage), (rebuildAfter) =>
    decideAll(decider, given, commands, context.fromTheStart(), rebuildAfter),
  )
}

function decideAll<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  given: Given<E>,
  commands: readonly Command[],
  context: DecisionContext,
  rebuildAfter: number | undefined,
): NewEvent<E>[] {
  const events: NewEvent<E>[] = []
  const rebuilt = (): Fold<State, E> => folded(new Fold(decider), [...given, ...events])
  let fold = rebuilt()
  for (const [step, command] of commands.entries()) {
    if (step === rebuildAfter) fold = rebuilt()
    const seen = given.length + events.length
    const decided = decisionOf(decider, command, fold.state, context)
    // As they are now, just as a store would record them: a later command may change what they were made of.
    events.push(...decided.map((event) => copyOfEvent(event)))
    folded(fold, [...given, ...events], seen)
  }
  return events
}

function folded<State, E extends DomainEvent>(fold: Fold<State, E>, all: Given<E>, seen = 0): Fold<State, E> {
  for (const event of asHistory<E>(all).slice(seen)) fold.apply(event)
  return fold
}
