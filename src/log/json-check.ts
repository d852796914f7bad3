import { InvalidEvent } from './errors.ts'

/** Far less than `JSON.stringify` can take in every engine we know, far more than events have. */
const deepest = 500

/**
 * Refuses a value that `JSON.parse(JSON.stringify(value))` would change.
 *
 * @param name what the value is called in the path
 * @throws {@link InvalidEvent} naming the path, such as `data.items[2].when: a Date is not JSON`
 */
export function assertJson(root: unknown, name: string): void {
  const keys: string[] = []
  const ancestors: unknown[] = []

  function visit(value: unknown): void {
    const problem = ancestors.includes(value) ? 'a cycle is not JSON' : problemOf(value)
    if (problem) throw new InvalidEvent({ path: keys.reduce(step, name), problem })
    if (typeof value !== 'object' || value === null) return
    if (ancestors.push(value) > deepest) {
      throw new InvalidEvent({ path: name, problem: `nested more than ${deepest} deep` })
    }
    for (const [key, inner] of Object.entries(value)) {
      keys.push(key)
      visit(inner)
      keys.pop()
    }
    ancestors.pop()
  }

  function step(path: string, key: string, depth: number): string {
    if (Array.isArray(ancestors[depth])) return `${path}[${key}]`
    return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
  }

  visit(root)
}

function problemOf(value: unknown): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (Object.is(value, -0)) return '-0 is not JSON (it would come back as 0)'
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${value} is not JSON`
  if (typeof value !== 'object') return `${value === undefined ? value : `a ${typeof value}`} is not JSON`
  if (Object.getOwnPropertySymbols(value).length > 0) return 'a symbol key is not JSON'
  const keys = Object.keys(value)
  if (Array.isArray(value) && (keys.length !== value.length || keys.some((key, index) => key !== `${index}`))) {
    return 'an array with holes or extra keys is not JSON'
  }
  return isPlain(value) ? undefined : `a ${value.constructor?.name ?? 'class instance'} is not JSON`
}

// Told by the length of the prototype chain: what comes from an iframe has that page's Object and Array, plain all the same.
function isPlain(value: object): boolean {
  let ancestor: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) ancestor = Object.getPrototypeOf(ancestor)
  return ancestor === null || Object.getPrototypeOf(ancestor) === null
}
