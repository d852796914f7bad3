// @ts-check

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'throw where a browser denies a feature',
    in: 'ifAvailable',
    from: 'return undefined',
    to: "throw new Error('denied')",
    suites: ['test/environments/restricted.node.test.ts'],
  },
  {
    name: 'reject an append because other tabs cannot be notified',
    in: 'ChangeNotifier.#send',
    from: 'ifAvailable(() => this.#channel?.postMessage($notification))',
    to: 'this.#channel.postMessage($notification)',
    suites: ['test/environments/consequences.node.test.ts'],
  },
  {
    name: 'treat denied locks as the end of the work',
    in: 'withWebLocks',
    from: 'if ($isAnswered) throw $error',
    to: 'if (!$isAnswered) throw $error',
    suites: ['test/environments/consequences.node.test.ts'],
  },
  {
    name: 'repeat work without a lock after it failed under a lock',
    in: 'withWebLocks',
    from: 'if ($isAnswered) throw $error',
    to: '',
    suites: ['test/environments/consequences.node.test.ts'],
  },
  {
    name: 'skip packing where locks are denied',
    in: 'inOneTab',
    from: `$work,
        )
      }`,
    to: `async () => {},
        )
      }`,
    suites: ['test/environments/consequences.node.test.ts'],
  },
  {
    name: 'yield to the main thread without checking that MessageChannel exists',
    in: 'yieldToMainThread',
    from: 'ifAvailable(() => new MessageChannel())',
    to: 'new MessageChannel()',
    suites: ['test/environments/consequences.node.test.ts'],
  },
  {
    name: 'report a first visit where the browser remembers nothing',
    in: 'evictionMarker',
    from: 'this.read($storeName) === $logId',
    to: 'true',
    suites: ['test/environments/consequences.node.test.ts'],
  },
  {
    name: 'read navigator.storage where it throws',
    in: 'storageManager',
    from: 'ifAvailable(() => navigator.storage)',
    to: 'navigator.storage',
    suites: ['test/environments/consequences.node.test.ts'],
  },
  {
    name: 'wait for the persistence answer after the store was closed',
    in: 'requestPersistence',
    from: `return orAborted(
      answerOf(() => storageManager()?.persist()),
      $signal,
    ).catch(`,
    to: `void $signal
      return answerOf(() => storageManager()?.persist()).catch(`,
    suites: ['test/environments/consequences.node.test.ts'],
  },
  {
    name: 'use the global IndexedDB without checking that it exists',
    in: 'databaseFactory',
    from: `if ($found) return $found
      throw new StorageUnavailable({`,
    to: `if ($found !== null) return $found as IDBFactory
      throw new StorageUnavailable({`,
    suites: ['test/environments/indexeddb.node.test.ts'],
  },
  {
    name: 'open a database without checking the classes of IndexedDB',
    in: 'checkDatabaseGlobals',
    from: 'if ($missing.length > 0) throw',
    to: 'if ($missing.length > names.length) throw',
    suites: ['test/environments/indexeddb.node.test.ts'],
  },
  {
    name: 'open a database of another IndexedDB implementation',
    in: 'checkIsOfGlobals',
    from: 'if (!($request instanceof IDBRequest)) throw',
    to: 'if (!$request) throw',
    suites: ['test/environments/indexeddb.node.test.ts'],
  },
  {
    name: 'report denied access as a failed disk',
    in: 'isAccessDenied',
    from: "$name === 'SecurityError' || ($name === 'InvalidStateError' && !$isKnown)",
    to: 'false',
    suites: ['test/environments/indexeddb.node.test.ts'],
  },
  {
    name: 'report storage that Chromium blocks as a failed disk',
    in: 'isAccessDenied',
    from: "if ($name === 'UnknownError') return /denied permission/.test(String($error))",
    to: '',
    suites: ['test/environments/indexeddb.node.test.ts'],
  },
  {
    name: 'host projections only for MessageEvents',
    in: 'isMessage',
    from: "'data' in $event && 'ports' in $event",
    to: '$event instanceof MessageEvent',
    project: 'e2e',
    suites: ['test/e2e/contexts.e2e.test.ts'],
  },
  {
    name: 'load code with import(), which service workers lack',
    in: 'verifyLog',
    from: 'checkDatabase($inspection,',
    to: "(await import('./check-database.ts')).checkDatabase($inspection,",
    project: 'e2e',
    suites: ['test/e2e/contexts.e2e.test.ts'],
  },
  {
    name: "report code that does not load with the browser's own error",
    in: 'loadCode',
    from: 'throw new CodeUnavailable({ $cause })',
    to: 'throw $cause',
    project: 'e2e',
    suites: ['test/e2e/missing-code.e2e.test.ts'],
  },
  {
    name: 'never retry panels that did not load',
    in: 'TimelineUi.#show',
    from: '} else this.#arePanelsAsked = false',
    to: '}',
    project: 'e2e',
    suites: ['test/e2e/missing-code.e2e.test.ts'],
  },
  {
    name: 'keep a tool open whose code did not load',
    in: 'Tools.toggle',
    from: `this.#open = undefined
      this.#show()`,
    to: 'this.#show()',
    project: 'e2e',
    suites: ['test/e2e/missing-code.e2e.test.ts'],
  },
]
