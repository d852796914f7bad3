/**
 * Values that other code may have added to `Object.prototype`: names of options and fields of this library.
 * `type` and `signal` are missing, because browsers read them from any options object of a stream or listener.
 */
export const pollution: readonly (readonly [name: string, value: unknown])[] = [
  ['expectedVersion', 5],
  ['commandId', 'inherited'],
  ['durability', 'relaxed'],
  ['fromVersion', 2],
  ['toVersion', 1],
  ['fromPosition', 3],
  ['toPosition', 1],
  ['limit', 1],
  ['direction', 'backward'],
  ['types', ['Other']],
  ['streamPrefix', 'other'],
  ['atPosition', 1],
  ['atTime', 0],
  ['atVersion', 1],
  ['streamId', 'other'],
  ['onError', 'ignore'],
  ['onProgress', 'not a function'],
  ['now', () => 0],
  ['newId', () => 'the same for all'],
  ['pollInterval', -1],
  ['openTimeout', -1],
  ['responseTimeout', -1],
  ['allowEmpty', 'yes'],
  ['delay', 'not a function'],
  ['indexedDB', null],
  ['tries', 0],
  ['snapshots', { every: 1 }],
  ['every', 1],
  ['id', 'the same for all'],
  ['data', { altered: true }],
  ['metadata', { altered: true }],
  ['recordedAt', 0],
  ['version', 9],
  ['toJSON', () => 'altered'],
  ['amount', 9],
]

/** Runs a function while all objects inherit a value under a name. */
export async function polluted<Result>(
  [name, value]: (typeof pollution)[number],
  work: () => Promise<Result>,
): Promise<Result> {
  Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true })
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(Object.prototype, name)
  }
}
