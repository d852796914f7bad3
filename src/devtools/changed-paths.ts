import type { Path, StateChange } from '../time-travel/state-changes.ts'
import { codeOf, keyInWords } from './value-in-words.ts'

/** Names a path, so that it can be looked up. */
export function pathKey(path: Path): string {
  return path.map((key) => `${typeof key}:${typeof key === 'string' ? JSON.stringify(key) : nameOf(key)}`).join('\n')
}

/** A key that is an object is another one in each copy of a state: it has the name of what it holds. */
function nameOf(key: unknown): string {
  return (typeof key === 'object' ? codeOf(key) : undefined) ?? keyInWords(key)
}

/** No tree shows what lies deeper. */
const deepest = 200

/** What changed between two states, by path: what a tree asks for each of its rows. */
export class ChangedPaths {
  readonly list: readonly StateChange[]
  readonly #byPath = new Map<string, StateChange>()
  readonly #within = new Set<string>()
  readonly #removed = new Map<string, StateChange[]>()

  constructor(changes: readonly StateChange[]) {
    this.list = changes
    for (const change of changes) {
      const { path } = change
      const inside = Math.min(path.length, deepest)
      for (let length = 0; length < inside; length += 1) this.#within.add(pathKey(path.slice(0, length)))
      if (path.length > deepest) continue
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

  /** Whether something inside changed. */
  isWithin(key: string): boolean {
    return this.#within.has(key)
  }

  /** What is no longer there: it has no row of its own in the state that is shown. */
  removedFrom(key: string): readonly StateChange[] {
    return this.#removed.get(key) ?? []
  }
}
