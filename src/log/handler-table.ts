import { type Check, check } from './argument-checks.ts'
import { InvalidArgument } from './errors.ts'
import { isPlain } from './plain.ts'

/** A generator is no handler: calling it runs none of its code. */
export const handler: Check = [
  'a function (no generator)',
  (value) => typeof value === 'function' && !value.constructor.name.includes('Generator'),
]

/**
 * The result of a function that must be synchronous.
 *
 * @param name of the function, or of the table that holds it
 * @param type of the event, if a table holds it
 * @throws {@link InvalidArgument} it returned a promise. What the promise is rejected with is not reported
 */
export function immediate<Result>(returned: Result, name: string, type?: string): Result {
  if (!isPromise(returned)) return returned
  returned.then(undefined, () => {})
  const argument = type === undefined ? name : `${name}.${type}`
  throw new InvalidArgument({ argument, expected: 'a synchronous function', actual: returned })
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/**
 * Checks a table of handlers by event type.
 *
 * The library looks handlers up among the table's own keys, because an event type may be called `constructor`. So a table that
 * inherits handlers is refused, instead of never calling them.
 *
 * @throws {@link InvalidArgument} it is not a plain object of functions
 */
export function checkHandlers(argument: string, table: unknown): void {
  check(argument, table, aTable)
  for (const [type, value] of Object.entries(table as object)) {
    if (value !== undefined) check(`${argument}.${type}`, value, handler)
  }
}

const aTable: Check = [
  'a plain object with a function for each event type (inherited methods are never called)',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value),
]
