import { ownFields } from '../values/plain-objects.ts'
import { InvalidArgument } from './errors.ts'
import { isExpectedVersion } from './expected-version.ts'

/** A rule for an argument: a description for the error message, and a predicate. */
export type Check = readonly [expected: string, accepts: (value: unknown) => boolean]

export const text: Check = ['a non-empty string', (value) => typeof value === 'string' && value !== '']
export const list: Check = ['an array with at least one item', (value) => Array.isArray(value) && value.length > 0]
export const types: Check = ['an array of event types', Array.isArray]
export const count: Check = ['a whole number from 0', (value) => Number.isSafeInteger(value) && Number(value) >= 0]
export const ordinal: Check = ['a whole number from 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1]
/** The last millisecond that a `Date` can represent (ECMA-262, section 21.4.1.1). */
export const endOfTime = 8.64e15
export const clockTime: Check = [
  'a clock that returns milliseconds since 1970 within the range of a Date',
  (value) => typeof value === 'number' && Math.abs(value) <= endOfTime,
]
export const time: Check = [
  'a Date or milliseconds since 1970',
  (value) => (typeof value === 'number' || value instanceof Date) && !Number.isNaN(Number(value)),
]
export const callback: Check = ['a function', (value) => typeof value === 'function']
export const abortSignal: Check = [
  'an AbortSignal',
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    'addEventListener' in value &&
    typeof value.addEventListener === 'function',
]
export const flag: Check = ['true or false', (value) => typeof value === 'boolean']
export const object: Check = ['an object', (value) => typeof value === 'object' && value !== null]
export const direction: Check = oneOf('forward', 'backward')
export const durability: Check = oneOf('default', 'strict')
export const expectedVersion: Check = ["a whole number from 0, 'any', 'noStream' or 'streamExists'", isExpectedVersion]
export const anything: Check = ['anything', () => true]

/** @throws {@link InvalidArgument} */
export function check(argument: string, actual: unknown, [expected, accepts]: Check): void {
  if (!accepts(actual)) throw new InvalidArgument({ argument, expected, actual })
}

/**
 * Checks options. An unknown name throws, because a misspelt `expectedVersion` must not act as `'any'`. An option that is
 * `undefined` counts as missing.
 *
 * @returns a copy of the options. The function reads each option exactly one time, and ignores inherited properties
 * @throws {@link InvalidArgument} an option is unknown or invalid
 */
export function checkOptions<Options extends object>(
  options: Options,
  checks: Readonly<Record<string, Check>>,
): Options {
  check('options', options, object)
  const given: Options = ownFields(options)
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (!rule) check(name, name, [`one of the options ${Object.keys(checks).join(', ')}`, () => false])
    else if (value !== undefined) check(name, value, rule)
    // An explicit `undefined` must not override a default.
    else Reflect.deleteProperty(given, name)
  }
  return given
}

/** @throws {@link InvalidArgument} two consecutive items name the same stream */
export function checkStreamsAlternate(argument: string, actual: readonly { readonly streamId: string }[]): void {
  if (actual.some(({ streamId }, index) => streamId === actual[index + 1]?.streamId)) {
    throw new InvalidArgument({ argument, expected: 'different streams in consecutive items', actual })
  }
}

/** @throws {@link InvalidArgument} two items name the same stream */
export function checkEachStreamOnce(argument: string, actual: readonly { readonly streamId: string }[]): void {
  if (new Set(actual.map(({ streamId }) => streamId)).size < actual.length) {
    throw new InvalidArgument({ argument, expected: 'each stream once', actual })
  }
}

function oneOf(...allowed: string[]): Check {
  return [allowed.join(' or '), (value) => allowed.some((one) => one === value)]
}
