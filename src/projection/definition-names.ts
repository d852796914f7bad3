import { InvalidArgument } from '../log/errors.ts'

/** What tells one definition from another of the same name. */
export type NamedDefinition = {
  readonly name: string
  readonly version?: number
  readonly initialState?: unknown
  /** Handlers by event type. Without them, the name is of another kind and is not claimed. */
  readonly when?: Readonly<Record<string, unknown>>
}

/** By store, and then by kind, name and version. */
const owners = new WeakMap<object, Map<string, NamedDefinition>>()

/**
 * Claims the name of a definition among the snapshots of a store. Snapshots are stored by name and version: with two definitions
 * of one name, one would start from the snapshot of the other and show a wrong state.
 *
 * A definition may be made again from the same code, as React and hot reloading do: it counts as the same if its functions have
 * the same source text. Variables that a function captures are not compared.
 *
 * @param kind a decider may have the name of a projection
 * @throws {@link InvalidArgument} another definition has claimed this name and version
 */
export function claimName(store: object, definition: NamedDefinition, kind: Kind = 'projection'): void {
  if (!definition.when) return
  const names = owners.get(store) ?? new Map<string, NamedDefinition>()
  owners.set(store, names)
  const key = keyOf(definition, kind)
  const owner = names.get(key)
  if (owner && owner !== definition && sourceOf(owner) !== sourceOf(definition)) {
    throw new InvalidArgument({
      argument: 'name',
      expected: `a name that no other ${kind} over this store has; raise "version" if it is a newer edition of the same one`,
      actual: definition.name,
    })
  }
  names.set(key, definition)
}

/** Gives the name back, because the definition is no longer used over this store. */
export function releaseName(store: object, definition: NamedDefinition, kind: Kind = 'projection'): void {
  const names = owners.get(store)
  const key = keyOf(definition, kind)
  if (names?.get(key) === definition) names.delete(key)
}

type Kind = 'projection' | 'decider'

function keyOf({ name, version = 1 }: NamedDefinition, kind: Kind): string {
  return JSON.stringify([kind, name, version])
}

/** The source text of all functions of a definition. */
function sourceOf({ initialState, when = {} }: NamedDefinition): string {
  const handlers = Object.entries(when).map(([type, handler]) => [type, String(handler)])
  handlers.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return JSON.stringify([String(initialState), ...handlers])
}
