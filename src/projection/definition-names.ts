import { InvalidArgument } from '../events/errors.ts'
import { OneStream } from '../log/one-stream.ts'

/** The parts of a definition that distinguish it from another of the same name. */
export type NamedDefinition = {
  readonly name: string
  readonly version?: number
  readonly initialState?: unknown
  /** Functions by event type. A definition without functions is not a projection and does not claim its name. */
  readonly when?: Readonly<Record<string, unknown>>
  /** The rules of a collection. Their functions are compiled into `when`, so the texts in `when` are the same for all collections. */
  readonly collection?: { readonly source: string }
}

/** The kinds of names. Names of different kinds may be equal. */
export type NameKind = 'projection' | 'decider' | 'aggregate'

type Claim = {
  readonly source: string
  readonly definition: NamedDefinition
  /** The number of projections and timelines that use the definition and are not stopped. */
  users: number
  /**
   * The names of snapshots from which those of a replaced definition were dropped. `undefined`: no definition was replaced. A definition
   * has one name for the whole log, and one for each stream.
   */
  readonly cleaned: Set<string> | undefined
}

/** The claims by store, then by kind, name and version. */
const claims = new WeakMap<object, Map<string, Claim>>()

/**
 * Checks that no other definition over this store has the same name and version. Snapshots are stored by name and version. A
 * second definition would start from the snapshots of the first and show a wrong state.
 *
 * Definitions are equal if their functions have the same source text: React and hot reloading create a definition several times
 * from the same code. Captured variables are not compared. A projection edited while the page runs replaces the old one when the
 * old one is unused.
 *
 * @param store a store or a stream; all streams of a store share one claim
 * @returns the claim; drop the snapshots of each name that is not yet cleaned, before reading a snapshot
 * @throws {@link InvalidArgument} another definition of this name and version is in use
 */
export function claimName(
  store: object,
  definition: NamedDefinition,
  kind: NameKind = 'projection',
): Pick<Claim, 'cleaned'> {
  const claimant = store instanceof OneStream ? store.store : store
  const root = rootOf(claimant)
  const names = claims.get(root) ?? new Map<string, Claim>()
  claims.set(root, names)
  const key = `${kind} ${definition.version ?? 1} ${definition.name}`
  const known = names.get(key)
  if (known?.definition === definition) return known
  const source = sourceOf(definition)
  if (known?.source === source) return known
  // The snapshots of a fork's origin, or of another kind, cannot be dropped here.
  const mayReplace = kind === 'projection' && root === claimant && known?.users === 0
  if (known && !mayReplace) {
    throw new InvalidArgument({
      argument: 'name',
      expected: `a name that no other ${kind} over this store has (to change a definition, raise its "version")`,
      actual: definition.name,
    })
  }
  const claim = { source, definition, users: 0, cleaned: known && new Set<string>() }
  names.set(key, claim)
  return claim
}

/**
 * Claims the names of projections until they are released.
 *
 * @returns a function that releases the names
 * @throws {@link InvalidArgument} as {@link claimName}, or two of the projections have the same name
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

/** Returns the store whose snapshots a store reads. A fork reads those of its origin. */
export function rootOf(store: object): object {
  let root = store
  while ('origin' in root && typeof root.origin === 'object' && root.origin !== null) root = root.origin
  return root
}

/** Returns the source text of all functions of a definition. */
export function sourceOf({ initialState, when = {}, collection }: NamedDefinition): string {
  if (collection) return collection.source
  const handlers = Object.entries(when).map(([type, handler]) => [type, String(handler)])
  handlers.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return JSON.stringify([String(initialState), ...handlers])
}
