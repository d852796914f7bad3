import { InvalidArgument } from './errors.ts'

/** Refuses option names that do not exist: a misspelt `expectedVersion` must not turn into "any". */
export function checkOptions(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new InvalidArgument({ argument: name, expected: `one of the options ${known.join(', ')}`, actual: name })
    }
  }
}

export function checkStreamId(streamId: unknown): asserts streamId is string {
  checkText('streamId', streamId)
}

export function checkText(argument: string, text: unknown): asserts text is string {
  if (typeof text !== 'string' || text === '') {
    throw new InvalidArgument({ argument, expected: 'a non-empty string', actual: text })
  }
}

/** A count, position or version: a whole number from `least` up; `undefined` when it is left out. */
export function checkWhole(argument: string, value: number | undefined, least = 1): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= least)) {
    throw new InvalidArgument({ argument, expected: `a whole number from ${least}`, actual: value })
  }
}

export function checkOneOf(argument: string, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value)) {
    throw new InvalidArgument({ argument, expected: allowed.join(' or '), actual: value })
  }
}
