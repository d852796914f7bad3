import { copyKindOf } from './copy-kinds.ts'
import { isImmutable } from './immutable.ts'

/** States in which no changeable object occurs twice. They never change. */
const treesOnly = new WeakSet<object>()

/** Notes that no changeable object occurs twice in a state. */
export function noteTree(state: unknown): void {
  if (typeof state === 'object' && state !== null) treesOnly.add(state)
}

/**
 * Returns the places of all objects in some states, if an object occurs twice. A change of such an object changes all its places. Returns
 * `undefined` if no object occurs twice. Each state is examined once.
 */
export function placesIn(states: readonly object[]): Places | undefined {
  const unknown = states.filter((state) => !treesOnly.has(state))
  if (unknown.length === 0) return undefined
  const places = new Places(states)
  if (places.hasShared) return places
  for (const state of unknown) treesOnly.add(state)
  return undefined
}

/** The objects that contain each object. */
export class Places {
  readonly #first = new Map<object, object | undefined>()
  readonly #further = new Map<object, object[]>()

  constructor(states: readonly object[]) {
    for (const state of states) this.#first.set(state, undefined)
    // The loop also visits the objects that it adds.
    for (const whole of this.#first.keys()) {
      for (const part of partsOf(whole)) {
        if (typeof part === 'object' && part !== null) this.#add(part, whole)
      }
    }
  }

  get hasShared(): boolean {
    return this.#further.size > 0
  }

  /** Returns the objects that contain an object. */
  of(part: object): object[] {
    const first = this.#first.get(part)
    return [...(first ? [first] : []), ...(this.#further.get(part) ?? [])]
  }

  #add(part: object, whole: object): void {
    if (!this.#first.has(part)) {
      if (!isImmutable(part)) this.#first.set(part, whole)
      return
    }
    const further = this.#further.get(part)
    if (further) further.push(whole)
    else this.#further.set(part, [whole])
  }
}

/** Returns the parts of an object that a handler can reach through a draft. */
function partsOf(value: object): Iterable<unknown> {
  switch (copyKindOf(value)) {
    case 'object':
    case 'array':
      return Object.values(value)
    case 'map':
      return entriesOf(value as Map<unknown, unknown>)
    case 'set':
      return value as Set<unknown>
    case 'view':
      return [(value as ArrayBufferView).buffer]
    default:
      return []
  }
}

function* entriesOf(map: ReadonlyMap<unknown, unknown>): Iterable<unknown> {
  for (const [key, value] of map) {
    yield key
    yield value
  }
}
