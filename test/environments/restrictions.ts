import { deny, denyLater, never, replaceGlobal } from './replaced-globals.ts'
import { type WorkingBrowser, workingBrowser } from './working-browser.ts'

/** A way in which an environment lacks or denies something. */
export type Restriction = {
  /** The global, or the property of one. */
  readonly part: string
  readonly way: string
  /** Makes the environment such until the test is over. */
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

/** What stands in the place of something, by the way in which that fails. */
const absent: readonly [way: string, get: () => unknown][] = [
  ['is missing', () => undefined],
  ['is null', () => null],
  ['throws when it is read', deny],
]

/** Puts a property of `navigator` in place; the others work. */
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

/** Everything that a store can do without, and each way in which it fails. */
export const restrictions: readonly Restriction[] = [
  ...ofGlobal('navigator', [['is empty', () => ({})]]),
  ...ofNavigator('locks', [
    ['is empty', {}],
    ['throws when it is asked', { request: deny }],
    ['rejects with SecurityError', { request: denyLater }],
    ['rejects with InvalidStateError', { request: refuse }],
  ]),
  ...ofNavigator('storage', [
    ['is empty', {}],
    ['throws when it is asked', allOfStorage(deny)],
    ['rejects with SecurityError', allOfStorage(denyLater)],
    ['answers nothing', allOfStorage(() => undefined)],
    ['never answers', allOfStorage(never)],
  ]),
  ...ofGlobal('localStorage', [
    ['throws when it is used', () => ({ getItem: deny, setItem: deny, removeItem: deny })],
    ['is full', () => ({ getItem: () => null, setItem: deny, removeItem: () => {} })],
  ]),
  ...ofGlobal('BroadcastChannel', [
    ['throws when it is made', () => DeniedChannel],
    ['throws when it is used', () => MuteChannel],
  ]),
  ...ofGlobal('MessageChannel', [['throws when it is made', () => DeniedChannel]]),
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

/** Everything is there and works. */
export function useWorkingBrowser(): void {
  const browser = workingBrowser()
  replaceGlobal('localStorage', () => browser.localStorage)
  replaceGlobal('navigator', () => browser.navigator)
}
