import { isPlain } from '../values/plain-objects.ts'
import { type Check, check } from './argument-checks.ts'
import { InvalidArgument } from './errors.ts'

/** Rejects a generator function, because a call runs none of the function's code. */
export const handler: Check = [
  'a function that is not a generator',
  (value) => typeof value === 'function' && !value.constructor.name.includes('Generator'),
]

/**
 * Returns the result of a function that must be synchronous.
 *
 * @param name name of the function, or of the table that contains it
 * @param type event type, if a table contains the function
 * @throws {@link InvalidArgument} the function returned a promise; a rejection of this promise is ignored
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
 * The library uses own keys only, because an event type can be named `constructor`. A table with inherited handlers throws, because the
 * library would never call these handlers.
 *
 * @throws {@link InvalidArgument} the table is not a plain object of functions
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
