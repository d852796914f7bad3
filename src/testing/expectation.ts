import { formatMessage, formatValue } from './format-value.ts'
import { lineDiff, ScenarioFailed } from './scenario-failed.ts'
import { isStrictlySame } from './strictly-same.ts'

/** A class of errors with any constructor. */
// biome-ignore lint/suspicious/noExplicitAny: a constructor's arguments are contravariant; only any takes them all
type ErrorClass = abstract new (...args: any[]) => Error

/** The expected outcome of `when`: exactly one of the three options. */
export type Expectation<Message> =
  | {
      /** Exactly these events or commands, in this order, with exactly these fields. */
      readonly then: readonly Message[]
      readonly thenThrows?: never
      readonly thenNothing?: never
    }
  | {
      /** The class of the expected error, or the class and the expected values of some fields. */
      readonly thenThrows: ErrorClass | readonly [ErrorClass, Readonly<Record<string, unknown>>]
      readonly then?: never
      readonly thenNothing?: never
    }
  | { readonly thenNothing: true; readonly then?: never; readonly thenThrows?: never }

/** The actual outcome of `when`. */
export type Outcome<Message> =
  | { readonly messages: readonly Message[]; readonly thrown?: never }
  | { readonly messages?: never; readonly thrown: { readonly error: unknown } }

/** Runs a function and returns its events or commands, or the error that it threw. */
export function outcomeOf<Message>(work: () => readonly Message[]): Outcome<Message> {
  try {
    return { messages: work() }
  } catch (error) {
    return { thrown: { error } }
  }
}

/**
 * Compares an outcome with the expectation.
 *
 * @param context sections for the error message that show the scenario
 * @throws {@link ScenarioFailed} the outcome differs
 */
export function assertOutcome<Message>(
  { then, thenThrows, thenNothing }: Expectation<Message>,
  outcome: Outcome<Message>,
  context: Readonly<Record<string, readonly string[]>>,
): void {
  if ([then, thenThrows, thenNothing].filter(Boolean).length > 1) {
    throw new ScenarioFailed('Expected only one of then, thenThrows and thenNothing', context)
  }
  if (thenThrows) return assertThrown(thenThrows, outcome, context)
  // In plain JavaScript, a misspelt key would otherwise count as thenNothing.
  if (!then && !thenNothing) throw new ScenarioFailed('Expected then, thenThrows or thenNothing', context)
  const expected = then ?? []
  if (outcome.thrown) {
    const sections = {
      ...context,
      'Then expected': expected.map(formatMessage),
      Thrown: [formatValue(outcome.thrown.error)],
    }
    throw new ScenarioFailed('Expected no error, but one was thrown', sections)
  }
  if (isStrictlySame(outcome.messages, expected)) return
  const diff = lineDiff(expected.map(formatMessage), outcome.messages.map(formatMessage))
  throw new ScenarioFailed('The events or commands differ from the expected ones', {
    ...context,
    'Then (- expected, + found)': diff,
  })
}

function assertThrown<Message>(
  wanted: ErrorClass | readonly [ErrorClass, Readonly<Record<string, unknown>>],
  outcome: Outcome<Message>,
  context: Readonly<Record<string, readonly string[]>>,
): void {
  const [errorClass, fields] = typeof wanted === 'function' ? [wanted, {}] : wanted
  const expected = [`${errorClass.name}${Object.keys(fields).length > 0 ? ` ${formatValue(fields)}` : ''}`]
  const error = outcome.thrown?.error
  const fieldOf = (name: string): unknown => Reflect.get(Object(error), name)
  const isOfClass = error instanceof errorClass
  const wrong = Object.keys(fields).filter((name) => isOfClass && !isStrictlySame(fieldOf(name), fields[name]))
  if (isOfClass && wrong.length === 0) return
  const found = outcome.thrown
    ? { Thrown: [formatValue(error), ...wrong.map((name) => `${name}: ${formatValue(fieldOf(name))}`)] }
    : { Found: outcome.messages.map(formatMessage) }
  const problem = outcome.thrown ? 'The error differs from the expected one' : 'Expected an error, but none was thrown'
  throw new ScenarioFailed(problem, { ...context, 'Then expected to throw': expected, ...found })
}
