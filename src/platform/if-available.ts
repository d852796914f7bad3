/**
 * Returns a feature of this environment, or `undefined` if the feature is missing, null or denied. Access throws in sandboxed frames
 * and when the user blocks storage.
 *
 * @param ask reads the feature, for example `() => navigator.locks`
 */
export function ifAvailable<Feature>(ask: () => Feature | null | undefined): Feature | undefined {
  try {
    return ask() ?? undefined
  } catch {
    return undefined
  }
}
