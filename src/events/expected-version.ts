/**
 * The version that a stream must have for an append.
 *
 * - a number: the stream has exactly this version (0 is the same as `'noStream'`)
 * - `'any'`: no check
 * - `'noStream'`: the stream has no events
 * - `'streamExists'`: the stream has at least one event
 */
export type ExpectedVersion = number | 'any' | 'noStream' | 'streamExists'

/** Returns whether a stream with version `actual` meets the expectation. */
export function isAsExpected(expected: ExpectedVersion, actual: number): boolean {
  if (expected === 'any') return true
  if (expected === 'noStream') return actual === 0
  if (expected === 'streamExists') return actual > 0
  return expected === actual
}

export function isExpectedVersion(value: unknown): value is ExpectedVersion {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0
  return value === 'any' || value === 'noStream' || value === 'streamExists'
}
