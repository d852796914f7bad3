/**
 * Returns a feature of this environment, or `undefined` if the feature is missing, null or denied. Access throws in sandboxed frames
 * and when the user blocks storage.
 *
 * @param read reads the feature, for example `() => navigator.locks`
 */
export function ifAvailable<Feature>(read: () => Feature | null | undefined): Feature | undefined {
  try {
    return read() ?? undefined
  } catch {
    return undefined
  }
}
