import { onTestFinished } from 'vitest'

/** What a browser denies a page that may not use a feature with. */
export function deny(): never {
  throw new DOMException('The operation is insecure.', 'SecurityError')
}

export const denyLater = async (): Promise<never> => deny()

export const never = (): Promise<never> => new Promise(() => {})

/** Replaces a global until the test is over. `get` may throw, as the getters of some browsers do. */
export function replaceGlobal(name: string, get: () => unknown): void {
  const real = Object.getOwnPropertyDescriptor(globalThis, name)
  Reflect.deleteProperty(globalThis, name)
  Object.defineProperty(globalThis, name, { configurable: true, get })
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, name)
    if (real) Object.defineProperty(globalThis, name, real)
  })
}

/** Removes globals until the test is over. */
export function removeGlobals(names: readonly string[]): void {
  for (const name of names) {
    replaceGlobal(name, () => undefined)
    Reflect.deleteProperty(globalThis, name)
  }
}
