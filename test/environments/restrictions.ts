import { deny, denyLater, never, replaceGlobal } from './replaced-globals.ts'
import { type WorkingBrowser, workingBrowser } from './working-browser.ts'

/** One way in which an environment lacks or denies a feature. */
export type Restriction = {
  /** The global, or the property of a global. */
  readonly part: string
  readonly way: string
  /** Applies the restriction for one test. */
  readonly restrict: () => void
}

const refuse = async (): Promise<never> => {
  throw new DOMException('The document is not fully active.', 'InvalidStateError')
}

class DeniedChannel {
  constructor() {
    deny()
  }
}

class MuteChannel extends EventTarget {
  postMessage = deny
  close = deny
}

/** Replacements for any feature. Each getter fails in the described way. */
const absent: readonly [way: string, get: () => unknown][] = [
  ['is missing', () => undefined],
  ['is null', () => null],
  ['throws when it is accessed', deny],
]

/** Replaces one property of `navigator` by a getter. The other properties work. */
function inNavigator(name: keyof WorkingBrowser['navigator'], get: () => unknown): void {
  const { navigator } = workingBrowser()
  replaceGlobal('navigator', () => Object.defineProperty({ ...navigator }, name, { get }))
}

function ofGlobal(part: string, more: readonly [way: string, get: () => unknown][] = []): Restriction[] {
  return [...absent, ...more].map(([way, get]) => ({ part, way, restrict: () => replaceGlobal(part, get) }))
}

function ofNavigator(name: keyof WorkingBrowser['navigator'], more: readonly [way: string, value: object][]) {
  const ways = [...absent, ...more.map(([way, value]) => [way, () => value] as const)]
  return ways.map(([way, get]) => ({
    part: `navigator.${name}`,
    way,
    restrict: () => inNavigator(name, get),
  }))
}

const allOfStorage = (ask: () => unknown): object => ({
  persisted: ask,
  persist: ask,
  estimate: ask,
  getDirectory: ask,
})

/** Every optional feature, in each way in which it can fail. */
export const restrictions: readonly Restriction[] = [
  ...ofGlobal('navigator', [['is empty', () => ({})]]),
  ...ofNavigator('locks', [
    ['is empty', {}],
    ['throws when it is called', { request: deny }],
    ['rejects with SecurityError', { request: denyLater }],
    ['rejects with InvalidStateError', { request: refuse }],
  ]),
  ...ofNavigator('storage', [
    ['is empty', {}],
    ['throws when it is called', allOfStorage(deny)],
    ['rejects with SecurityError', allOfStorage(denyLater)],
    ['returns undefined', allOfStorage(() => undefined)],
    ['never responds', allOfStorage(never)],
  ]),
  ...ofGlobal('localStorage', [
    ['throws when it is used', () => ({ getItem: deny, setItem: deny, removeItem: deny })],
    ['is full', () => ({ getItem: () => null, setItem: deny, removeItem: () => {} })],
  ]),
  ...ofGlobal('BroadcastChannel', [
    ['throws when it is constructed', () => DeniedChannel],
    ['throws when it is used', () => MuteChannel],
  ]),
  ...ofGlobal('MessageChannel', [['throws when it is constructed', () => DeniedChannel]]),
  ...ofGlobal('requestIdleCallback'),
  ...ofGlobal('document', [['is no event target', () => ({})]]),
  ...ofGlobal('window', [['is no event target', () => ({})]]),
  {
    part: 'crypto.randomUUID',
    way: 'is missing',
    restrict: () => {
      const real = globalThis.crypto
      const getRandomValues = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => real.getRandomValues(bytes)
      replaceGlobal('crypto', () => ({ getRandomValues }))
    },
  },
]

/** Installs a working `localStorage` and `navigator` for one test. */
export function useWorkingBrowser(): void {
  const browser = workingBrowser()
  replaceGlobal('localStorage', () => browser.localStorage)
  replaceGlobal('navigator', () => browser.navigator)
}
