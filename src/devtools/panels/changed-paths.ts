import type { Path, StateChange } from '../../time-travel/state-changes.ts'
import { codeOf, keyAsText } from './value-as-text.ts'

/** Returns a path as a string, for use as a key of a map. */
export function pathKey(path: Path): string {
  return path.map((key) => `${typeof key}:${typeof key === 'string' ? JSON.stringify(key) : keyName(key)}`).join('\n')
}

/** Object keys are copied with each state, so they are identified by their content. */
function keyName(key: unknown): string {
  return (typeof key === 'object' ? codeOf(key) : undefined) ?? keyAsText(key)
}

/** Trees show no deeper levels. */
const maxDepth = 200

/** Indexes the changes between two states by path, for the rows of the tree. */
export class ChangedPaths {
  readonly list: readonly StateChange[]
  readonly #byPath = new Map<string, StateChange>()
  readonly #within = new Set<string>()
  readonly #removed = new Map<string, StateChange[]>()

  constructor(changes: readonly StateChange[]) {
    this.list = changes
    for (const change of changes) {
      const { path } = change
      const inside = Math.min(path.length, maxDepth)
      for (let length = 0; length < inside; length += 1) this.#within.add(pathKey(path.slice(0, length)))
      if (path.length > maxDepth) continue
      this.#byPath.set(pathKey(path), change)
      if (change.kind !== 'removed') continue
      const parent = pathKey(path.slice(0, -1))
      const removed = this.#removed.get(parent)
      if (removed) removed.push(change)
      else this.#removed.set(parent, [change])
    }
  }

  at(key: string): StateChange | undefined {
    return this.#byPath.get(key)
  }

  /** Returns whether a value inside a path changed. */
  isWithin(key: string): boolean {
    return this.#within.has(key)
  }

  /** Returns the parts that were removed from a path. The new state has no rows for them. */
  removedFrom(key: string): readonly StateChange[] {
    return this.#removed.get(key) ?? []
  }
}
