import { rootOf } from '../projection/definition-names.ts'

/** The first decider object that used each version and name, by store. */
const owners = new WeakMap<object, Map<string, object>>()

/**
 * Claims the default snapshots of a decider. Another object with the same source can capture other variables, so its states can differ.
 *
 * @returns false if another object over this store has the same name and version; then the decider must neither read nor store default
 *   snapshots
 */
export function claimSnapshots(store: object, decider: { readonly name: string; readonly version?: number }): boolean {
  const root = rootOf(store)
  const names = owners.get(root) ?? new Map<string, object>()
  owners.set(root, names)
  const key = `${decider.version ?? 1} ${decider.name}`
  const owner = names.get(key) ?? decider
  names.set(key, owner)
  return owner === decider
}
