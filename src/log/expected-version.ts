/**
 * What a writer believes about a stream before it appends.
 *
 * - a number: the stream is at exactly that version (0 means the same as `'noStream'`)
 * - `'any'`: no belief, always append
 * - `'noStream'`: the stream has no events yet
 * - `'streamExists'`: the stream has at least one event
 */
export type ExpectedVersion = number | 'any' | 'noStream' | 'streamExists'

/** Whether a stream found at `actual` is what the writer believed it to be. */
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
