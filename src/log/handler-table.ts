import { type Check, check } from './argument-checks.ts'
import { isPlain } from './plain.ts'

/** A function that returns before its work is done: what it returns is no result yet. */
const lateFunctions = ['AsyncFunction', 'GeneratorFunction', 'AsyncGeneratorFunction']

/** Functions whose result is used at once. */
export const synchronous: Check = [
  'a synchronous function (neither async nor a generator)',
  (value) => typeof value === 'function' && !lateFunctions.includes(value.constructor.name),
]

/** Functions that may return a promise. */
export const maybeAsync: Check = [
  'a function (no generator)',
  (value) => typeof value === 'function' && !value.constructor.name.includes('Generator'),
]

/** Whether a handler returned a promise, which is no result. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/**
 * Checks a table of handlers by event type.
 *
 * The library looks handlers up among the table's own keys, because an event type may be called `constructor`. So a table that
 * inherits handlers is refused, instead of never calling them.
 *
 * @param handler what each of its values must be
 * @throws {@link InvalidArgument} it is not a plain object, or a handler is not as it must be
 */
export function checkHandlers(argument: string, table: unknown, handler: Check): void {
  check(argument, table, aTable)
  for (const [type, value] of Object.entries(table as object)) {
    if (value !== undefined) check(`${argument}.${type}`, value, handler)
  }
}

const aTable: Check = [
  'a plain object with a function for each event type (inherited methods are never called)',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value),
]
