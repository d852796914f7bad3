import { lineDiff } from './line-diff.ts'
import { ScenarioFailed } from './scenario-failed.ts'
import { shown, shownMessage } from './shown.ts'
import { isStrictlySame } from './strictly-same.ts'

/** A class of errors, whatever its constructor takes. */
// biome-ignore lint/suspicious/noExplicitAny: a constructor's arguments are contravariant; only any takes them all
export type ErrorClass = abstract new (...args: any[]) => Error

/** What must come of the `when`: exactly one of the three. */
export type Expectation<Message> =
  | {
      /** Exactly these, in this order, with no field more or less. */
      readonly then: readonly Message[]
      readonly thenThrows?: never
      readonly thenNothing?: never
    }
  | {
      /** An error of this class, or of this class with these fields. */
      readonly thenThrows: ErrorClass | readonly [ErrorClass, Readonly<Record<string, unknown>>]
      readonly then?: never
      readonly thenNothing?: never
    }
  | { readonly thenNothing: true; readonly then?: never; readonly thenThrows?: never }

/** What came of the `when`. */
export type Outcome<Message> =
  | { readonly messages: readonly Message[]; readonly thrown?: never }
  | { readonly messages?: never; readonly thrown: { readonly error: unknown } }

/** The messages, or what was thrown on the way to them. */
export function outcomeOf<Message>(work: () => readonly Message[]): Outcome<Message> {
  try {
    return { messages: work() }
  } catch (error) {
    return { thrown: { error } }
  }
}

/** @throws {@link ScenarioFailed} it is not as expected, with a diff and what led to it */
export function assertOutcome<Message>(
  { then, thenThrows, thenNothing }: Expectation<Message>,
  outcome: Outcome<Message>,
  context: Readonly<Record<string, readonly string[]>>,
): void {
  if ([then, thenThrows, thenNothing].filter(Boolean).length > 1) {
    throw new ScenarioFailed('Expected only one of then, thenThrows and thenNothing', context)
  }
  if (thenThrows) return assertThrown(thenThrows, outcome, context)
  // In plain JavaScript a misspelt key would otherwise count as thenNothing.
  if (!then && !thenNothing) throw new ScenarioFailed('Expected then, thenThrows or thenNothing', context)
  const expected = then ?? []
  if (outcome.thrown) {
    const sections = {
      ...context,
      'Then expected': expected.map(shownMessage),
      'Thrown instead': [shown(outcome.thrown.error)],
    }
    throw new ScenarioFailed('It threw', sections)
  }
  if (isStrictlySame(outcome.messages, expected)) return
  const diff = lineDiff(expected.map(shownMessage), outcome.messages.map(shownMessage))
  throw new ScenarioFailed('Something else came', { ...context, 'Then (- expected, + came)': diff })
}

function assertThrown<Message>(
  wanted: ErrorClass | readonly [ErrorClass, Readonly<Record<string, unknown>>],
  outcome: Outcome<Message>,
  context: Readonly<Record<string, readonly string[]>>,
): void {
  const [errorClass, fields] = typeof wanted === 'function' ? [wanted, {}] : wanted
  const expected = [`${errorClass.name}${Object.keys(fields).length > 0 ? ` ${shown(fields)}` : ''}`]
  const error = outcome.thrown?.error
  const fieldOf = (name: string): unknown => Reflect.get(Object(error), name)
  const isOfClass = error instanceof errorClass
  const wrong = Object.keys(fields).filter((name) => isOfClass && !isStrictlySame(fieldOf(name), fields[name]))
  if (isOfClass && wrong.length === 0) return
  const came = outcome.thrown
    ? { 'Thrown instead': [shown(error), ...wrong.map((name) => `${name}: ${shown(fieldOf(name))}`)] }
    : { 'Came instead': outcome.messages.map(shownMessage) }
  const problem = outcome.thrown ? 'It threw something else' : 'It did not throw'
  throw new ScenarioFailed(problem, { ...context, 'Then expected to throw': expected, ...came })
}
