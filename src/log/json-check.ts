import { InvalidEvent } from './errors.ts'

/** What `JSON.stringify` itself survives in every engine we know, with room to spare. */
const deepestNesting = 500

/**
 * Refuses a value that `JSON.parse(JSON.stringify(value))` would change.
 *
 * @throws {@link InvalidEvent} naming the path, such as `data.items[2].when: a Date is not JSON`
 */
export function assertJson(value: unknown, path: string): void {
  const flaw = findFlaw(value, [])
  if (flaw) throw new InvalidEvent({ path: path + flaw.path, problem: flaw.problem })
}

type Flaw = { readonly path: string; readonly problem: string }

function findFlaw(value: unknown, ancestors: object[]): Flaw | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      if (!Number.isFinite(value)) return here(`${value} is not JSON`)
      return Object.is(value, -0) ? here('-0 is not JSON (it would come back as 0)') : undefined
    case 'object':
      return value === null ? undefined : findFlawInside(value, ancestors)
    default:
      return here(value === undefined ? 'undefined is not JSON' : `a ${typeof value} is not JSON`)
  }
}

function findFlawInside(value: object, ancestors: object[]): Flaw | undefined {
  if (ancestors.includes(value)) return here('a cycle is not JSON')
  if (ancestors.length === deepestNesting) return here(`nested more than ${deepestNesting} deep`)
  const isArray = Array.isArray(value)
  if (!isArray && !isPlainObject(value)) return here(`${article(className(value))} is not JSON`)
  if (Object.getOwnPropertySymbols(value).length > 0) return here('a symbol key is not JSON')
  const keys = Object.keys(value)
  if (isArray && keys.length !== value.length) return here('an array with holes or extra keys is not JSON')

  ancestors.push(value)
  for (const [key, inner] of Object.entries(value)) {
    const flaw = findFlaw(inner, ancestors)
    if (flaw) return { path: (isArray ? `[${key}]` : step(key)) + flaw.path, problem: flaw.problem }
  }
  ancestors.pop()
  return undefined
}

function here(problem: string): Flaw {
  return { path: '', problem }
}

// An object of another realm (an iframe, a test environment) has that realm's Object.prototype: plain all the same.
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null)
}

function className(value: object): string {
  return value.constructor?.name || 'class instance'
}

function article(name: string): string {
  return /^[AEIOU]/.test(name) ? `an ${name}` : `a ${name}`
}

function step(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}
