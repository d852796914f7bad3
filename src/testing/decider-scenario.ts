import { checkOptions } from '../events/argument-checks.ts'
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, NewEvent } from '../events/domain-event.ts'
import { type Decider, type DecisionContext, decisionOf } from '../model/decider.ts'
import { RepeatableContext } from '../model/repeatable-context.ts'
import { copyIfData } from '../projection/copy-state.ts'
import { Fold } from '../projection/fold.ts'
import { listOf } from '../values/list-of.ts'
import { assertSteps } from './assert-steps.ts'
import type { Expectation } from './expectation.ts'
import { countingIds } from './fixed-clock.ts'
import { formatMessage } from './format-value.ts'
import { deciderOptions } from './scenario-checks.ts'
import { firstStreamId, type Given, streamHistory } from './scenario-history.ts'

/** Past events, commands, and the expected outcome. */
export type DeciderScenario<Command, E extends DomainEvent> = Expectation<NewEvent<E>> &
  Partial<DecisionContext> & {
    /** Default: no events. */
    readonly given?: Given<E>
    /** A command, or several in order. Each command is decided on the events of the earlier commands. */
    readonly when: Command | readonly Command[]
    /** Repeats the scenario for each point between the commands, and rebuilds the state from the events there. */
    readonly alsoRebuilt?: boolean
    /** The stream of the commands. Only its events are folded. Default: the stream of the first event in `given`. */
    readonly streamId?: string
  }

export function deciderScenario<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  scenario: DeciderScenario<Command, E>,
): void {
  const checked = checkOptions(scenario, deciderOptions)
  const { given = [], when, now = () => 0, newId = countingIds(), streamId = firstStreamId(given) } = checked
  const commands = listOf(when)
  const context = new RepeatableContext({ now, newId })
  assertSteps(checked, commands.map(formatMessage), (rebuildAfter) =>
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
  let folded = 0
  const rebuilt = (): Fold<State, E> => {
    folded = 0
    return new Fold(decider)
  }
  const foldNew = (): void => {
    const history = streamHistory<E>([...given, ...events], streamId)
    // Passes copies: a handler may change an event, and the test file may use the original again.
    for (const event of history.slice(folded)) fold.apply(copyOfEvent(event))
    folded = history.length
  }
  let fold = rebuilt()
  foldNew()
  for (const [step, command] of commands.entries()) {
    if (step === rebuildAfter) fold = rebuilt()
    foldNew()
    const decided = decisionOf(decider, copyIfData(command), fold.state, context)
    // The events are copied now, as a store records them: a later command may change objects that the events contain.
    events.push(...decided.map((event) => copyOfEvent(event)))
  }
  foldNew()
  return events
}
