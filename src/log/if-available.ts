/**
 * What this environment offers, or undefined where it offers none: the global is missing or null, or asking for it throws, as
 * sandboxed frames and blocked storage do.
 *
 * @param ask names the global and what is asked of it, as `() => navigator.locks` does
 */
export function ifAvailable<Feature>(ask: () => Feature | null | undefined): Feature | undefined {
  try {
    return ask() ?? undefined
  } catch {
    return undefined
  }
}
