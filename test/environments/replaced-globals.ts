import { onTestFinished } from 'vitest'

/** Throws the error that a browser throws when a page may not use a feature. */
export function deny(): never {
  throw new DOMException('The operation is insecure.', 'SecurityError')
}

export const denyLater = async (): Promise<never> => deny()

export const never = (): Promise<never> => new Promise(() => {})

/** Replaces a global for one test. `get` may throw, as the getters of some browsers do. */
export function replaceGlobal(name: string, get: () => unknown): void {
  const real = Object.getOwnPropertyDescriptor(globalThis, name)
  Reflect.deleteProperty(globalThis, name)
  Object.defineProperty(globalThis, name, { configurable: true, get })
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, name)
    if (real) Object.defineProperty(globalThis, name, real)
  })
}

/** Removes globals for one test. */
export function removeGlobals(names: readonly string[]): void {
  for (const name of names) {
    replaceGlobal(name, () => undefined)
    Reflect.deleteProperty(globalThis, name)
  }
}
