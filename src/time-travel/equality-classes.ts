import { kindOf, wholeAsText } from './state-kinds.ts'
import { isDense, isMap, isSet, namesIn, partsOf } from './state-parts.ts'

/** An object that has no class yet. */
type Node = {
  readonly value: object
  /** The parts, which must have a class first. */
  readonly parts: readonly unknown[]
  /** Returns a text that is the same for equal objects, made from the classes of the parts. */
  readonly sign: (classes: readonly string[]) => string
  readonly usedBy: Node[]
  /** The number of parts without a class. */
  waitsFor: number
}

/**
 * Sorts values into classes of equal values, to find equal keys of maps and members of sets. The order of properties, entries and
 * members does not count. The class visits each object one time, at any depth and for any number of occurrences.
 */
export class EqualityClasses {
  readonly #bySign = new Map<string, string>()
  readonly #byValue = new Map<unknown, string>()
  #made = 0

  /** Returns a function that returns the class of each of these values and of each value inside them. */
  of(values: readonly unknown[]): (value: unknown) => string {
    const nodes = this.#reachedFrom(values)
    const ready = nodes.filter(({ waitsFor }) => waitsFor === 0)
    for (let node = ready.pop(); node; node = ready.pop()) {
      this.#byValue.set(node.value, this.#classNamed(node.sign(node.parts.map((part) => this.#classOf(part)))))
      for (const user of node.usedBy) if (--user.waitsFor === 0) ready.push(user)
    }
    // Objects that contain themselves never become ready.
    const circular = this.#refined(nodes.filter(({ value }) => !this.#byValue.has(value)))
    return (value) => circular.get(value) ?? this.#classOf(value)
  }

  #classOf(value: unknown): string {
    const known = this.#byValue.get(value)
    if (known !== undefined) return known
    const text = wholeAsText(value)
    const found = text === undefined ? this.#newClass() : this.#classNamed(text)
    if (typeof value === 'object' || text === undefined) this.#byValue.set(value, found)
    return found
  }

  #classNamed(sign: string): string {
    const found = this.#bySign.get(sign) ?? this.#newClass()
    this.#bySign.set(sign, found)
    return found
  }

  #newClass(): string {
    this.#made += 1
    return String(this.#made)
  }

  #reachedFrom(values: readonly unknown[]): Node[] {
    const nodes = new Map<unknown, Node>()
    const reach = (value: unknown): Node | undefined => {
      if (typeof value !== 'object' || value === null || this.#byValue.has(value)) return undefined
      const node = nodes.get(value) ?? nodeOf(value)
      if (node) nodes.set(value, node)
      return node
    }
    for (const value of values) reach(value)
    // The loop also visits the nodes that it adds.
    for (const node of nodes.values()) {
      for (const part of node.parts) {
        const used = reach(part)
        if (!used) continue
        used.usedBy.push(node)
        node.waitsFor += 1
      }
    }
    return [...nodes.values()]
  }

  /** Begins with all values in one class. Splits each class by the classes of the parts until no class splits. */
  #refined(nodes: readonly Node[]): Map<unknown, string> {
    const first = this.#newClass()
    let classes = new Map<unknown, string>(nodes.map(({ value }) => [value, first]))
    for (let amount = Math.min(1, nodes.length); ; ) {
      const bySign = new Map<string, string>()
      const next = new Map<unknown, string>()
      for (const { value, parts, sign } of nodes) {
        const text = `${classes.get(value)} ${sign(parts.map((part) => classes.get(part) ?? this.#classOf(part)))}`
        const found = bySign.get(text) ?? this.#newClass()
        bySign.set(text, found)
        next.set(value, found)
      }
      classes = next
      if (bySign.size === amount) return classes
      amount = bySign.size
    }
  }
}

/** Returns a node for an object, or `undefined` if the object has no parts. */
function nodeOf(value: object): Node | undefined {
  const inside = partsOf(value)
  if (!inside) return undefined
  const kind = kindOf(value)
  const made = { value, usedBy: [], waitsFor: 0 }
  if (isMap(value, kind)) {
    const parts = [...value].flat()
    const entries = (classes: readonly string[]): string[] =>
      classes.flatMap((name, index) => (index % 2 === 0 ? [`${name}:${classes[index + 1]}`] : []))
    return { ...made, parts, sign: (classes) => `Map ${entries(classes).sort().join()}` }
  }
  if (isSet(value, kind)) return { ...made, parts: [...value], sign: (classes) => `Set ${[...classes].sort().join()}` }
  if (isDense(value)) return { ...made, parts: [...value], sign: (classes) => `${kind} ${value.length} ${classes}` }
  const names = namesIn(value, kind).map((name) => JSON.stringify(String(name)))
  const parts = Array.from(inside.parts(), ([, part]) => part)
  const length = Array.isArray(value) ? value.length : ''
  const named = (classes: readonly string[]): string[] => names.map((name, index) => `${name}:${classes[index]}`)
  return { ...made, parts, sign: (classes) => `${kind} ${length} ${named(classes).sort().join()}` }
}
