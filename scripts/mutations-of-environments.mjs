// @ts-check
const restricted = ['test/environments/restricted.node.test.ts']
const consequences = ['test/environments/consequences.node.test.ts']
const databases = ['test/environments/indexeddb.node.test.ts']
const contexts = ['test/e2e/contexts.e2e.test.ts']
const code = ['test/e2e/missing-code.e2e.test.ts']

/** @type {import('./mutations.mjs').Mutation[]} */
export const mutationsOfEnvironments = [
  {
    name: 'let what a browser denies throw',
    file: 'src/log/if-available.ts',
    from: '    return undefined',
    to: "    throw new Error('denied')",
    suites: restricted,
  },
  {
    name: 'reject an append because other tabs cannot be told of it',
    file: 'src/log/doorbell.ts',
    from: 'ifAvailable(() => this.#channel?.postMessage(ring))',
    to: 'this.#channel.postMessage(ring)',
    suites: consequences,
  },
  {
    name: 'take refused locks for the end of the work',
    file: 'src/log/web-locks.ts',
    from: 'if (isAnswered) throw error',
    to: 'if (!isAnswered) throw error',
    suites: consequences,
  },
  {
    name: 'begin work again without a lock that failed under one',
    file: 'src/log/web-locks.ts',
    from: 'if (isAnswered) throw error',
    to: '',
    suites: consequences,
  },
  {
    name: 'pack nothing where locks are refused',
    file: 'src/log/one-tab.ts',
    from: '    work,\n  )',
    to: '    async () => {},\n  )',
    suites: consequences,
  },
  {
    name: 'yield by a MessageChannel that is not there',
    file: 'src/log/breathe.ts',
    from: 'ifAvailable(() => new MessageChannel())',
    to: 'new MessageChannel()',
    suites: consequences,
  },
  {
    name: 'claim a first visit where nothing is remembered',
    file: 'src/storage/sentinel.ts',
    from: 'return this.recall(storeName) === logId',
    to: 'return true',
    suites: consequences,
  },
  {
    name: 'ask a storage manager that throws',
    file: 'src/storage/browser-storage.ts',
    from: 'return ifAvailable(() => navigator.storage)',
    to: 'return navigator.storage',
    suites: consequences,
  },
  {
    name: 'wait for an answer on persistence after the store is closed',
    file: 'src/storage/browser-storage.ts',
    from: "signal.addEventListener('abort', giveUp, { once: true })",
    to: '',
    suites: consequences,
  },
  {
    name: 'read a global IndexedDB that is not there',
    file: 'src/storage/database-globals.ts',
    from: 'if (found) return found',
    to: 'if (found !== null) return found as IDBFactory',
    suites: databases,
  },
  {
    name: 'open a database without the classes of IndexedDB',
    file: 'src/storage/database-globals.ts',
    from: 'if (missing.length > 0) throw',
    to: 'if (missing.length > names.length) throw',
    suites: databases,
  },
  {
    name: 'open a database of another implementation',
    file: 'src/storage/database-globals.ts',
    from: 'if (!(request instanceof IDBRequest)) throw',
    to: 'if (!request) throw',
    suites: databases,
  },
  {
    name: 'take denied access for a failing disk',
    file: 'src/storage/engine-error.ts',
    from: "return name === 'SecurityError' || (name === 'InvalidStateError' && !isKnown)",
    to: 'return false',
    suites: databases,
  },
  {
    name: 'take storage that Chromium blocks for a failing disk',
    file: 'src/storage/engine-error.ts',
    from: "if (name === 'UnknownError') return /denied permission/.test(String(error))",
    to: '',
    suites: databases,
  },
  {
    name: 'host projections for messages of workers alone',
    file: 'src/worker/host-projections.ts',
    from: "return 'data' in event && 'ports' in event",
    to: 'return event instanceof MessageEvent',
    project: 'e2e',
    suites: contexts,
  },
  {
    name: 'load code by import() that a service worker has not',
    file: 'src/verification/verify-log.ts',
    from: 'readThrough(await store.inspect()',
    to: "(await import('./read-through.ts')).readThrough(await store.inspect()",
    project: 'e2e',
    suites: contexts,
  },
  {
    name: 'report code that does not load as the browser says it',
    file: 'src/devtools/load-code.ts',
    from: 'throw new CodeUnavailable({ cause })',
    to: 'throw cause',
    project: 'e2e',
    suites: code,
  },
  {
    name: 'never ask again for panels that did not load',
    file: 'src/devtools/frame.ts',
    from: '} else this.#arePanelsAsked = false',
    to: '}',
    project: 'e2e',
    suites: code,
  },
  {
    name: 'keep a drawer open that did not load',
    file: 'src/devtools/drawers.ts',
    from: '          this.#open = undefined\n          this.#show()',
    to: '          this.#show()',
    project: 'e2e',
    suites: code,
  },
]
