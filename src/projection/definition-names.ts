import { InvalidArgument } from '../events/errors.ts'

/** What tells one definition from another of the same name. */
export type NamedDefinition = {
  readonly name: string
  readonly version?: number
  readonly initialState?: unknown
  /** Functions by name. Without them, the name is of another kind and is not claimed. */
  readonly when?: Readonly<Record<string, unknown>>
}

/** Whose names they are: a decider may have the name of a projection. */
export type NameKind = 'projection' | 'decider' | 'aggregate'

type Claim = {
  readonly source: string
  readonly definition: NamedDefinition
  /** How many projections and timelines use the definition, until they are stopped. */
  users: number
  /** Whether the store may still have snapshots of a definition that this one took the place of. */
  hasForeignSnapshots: boolean
}

/** By store, and then by kind, name and version. */
const claims = new WeakMap<object, Map<string, Claim>>()

/**
 * Checks that no other definition has the name of this one among the snapshots of a store. Snapshots are stored by name and version: with two definitions
 * of one name, one would start from the snapshot of the other and show a wrong state.
 *
 * Definitions count as the same if their functions have the same source text, because React and hot reloading make a definition
 * again from the same code. Variables that a function captures are not compared. A projection that is edited while the page runs
 * takes the place of the one before, once nothing uses that one any more.
 *
 * @returns the claim; a reader of snapshots must drop foreign ones first
 * @throws {@link InvalidArgument} another definition of this name and version is in use
 */
export function claimName(
  store: object,
  definition: NamedDefinition,
  kind: NameKind = 'projection',
): Pick<Claim, 'hasForeignSnapshots'> {
  const root = rootOf(store)
  const names = claims.get(root) ?? new Map<string, Claim>()
  claims.set(root, names)
  const key = JSON.stringify([kind, definition.name, definition.version ?? 1])
  const known = names.get(key)
  if (known?.definition === definition) return known
  const source = sourceOf(definition)
  if (known?.source === source) return known
  // Only the snapshots of a projection can all be dropped.
  const mayReplace = kind === 'projection' && root === store && known?.users === 0
  if (known && !mayReplace) {
    throw new InvalidArgument({
      argument: 'name',
      expected: `a name that no other ${kind} over this store has; raise "version" if it is a newer edition of the same one`,
      actual: definition.name,
    })
  }
  const claim = { source, definition, users: 0, hasForeignSnapshots: known !== undefined }
  names.set(key, claim)
  return claim
}

/**
 * Claims the names of projections for something that uses them until it is stopped.
 *
 * @returns ends the use
 * @throws {@link InvalidArgument} as {@link claimName}, and two of them have one name
 */
export function useNames(store: object, definitions: readonly NamedDefinition[]): () => void {
  const used: Claim[] = []
  const release = (): void => {
    for (const claim of used.splice(0)) claim.users -= 1
  }
  try {
    for (const definition of definitions) {
      const claim = claimName(store, definition) as Claim
      claim.users += 1
      used.push(claim)
    }
  } catch (error) {
    release()
    throw error
  }
  return release
}

/** A fork reads the snapshots of its origin. */
function rootOf(store: object): object {
  let root = store
  while ('origin' in root && typeof root.origin === 'object' && root.origin !== null) root = root.origin
  return root
}

/** The source text of all functions of a definition. */
function sourceOf({ initialState, when = {} }: NamedDefinition): string {
  const handlers = Object.entries(when).map(([type, handler]) => [type, String(handler)])
  handlers.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return JSON.stringify([String(initialState), ...handlers])
}
