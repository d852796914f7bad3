// @ts-check
const catchUps = ['test/projection/ending-a-catch-up.test.ts']
const commands = ['test/model/ending-a-command.test.ts']
const imports = ['test/transfer/ending-an-import.test.ts']
const blocked = ['test/replacement/blocked.test.ts']
const names = ['test/projection/names-in-use.test.ts']
const options = ['test/model/option-mistakes.test.ts']

/** What waits, what ends a wait, and who still uses a name. @type {import('./mutations.mjs').Mutation[]} */
export const mutationsOfWaits = [
  {
    name: 'accept a delay of a reactor that is not a function',
    file: 'src/model/reactor-options.ts',
    from: 'delay: callback',
    to: "delay: ['anything', () => true]",
    suites: options,
  },
  {
    name: 'accept locks without a method that requests one',
    file: 'src/model/reactor-options.ts',
    from: "'request' in value && typeof value.request === 'function'",
    to: 'true',
    suites: options,
  },
  {
    name: 'accept an object that only has a field `aborted` as a signal',
    file: 'src/log/argument-checks.ts',
    from: "    'addEventListener' in value &&\n    typeof value.addEventListener === 'function',",
    to: '    true,',
    suites: options,
  },
  {
    name: 'accept a signal of a command that is no signal',
    file: 'src/model/handle-command.ts',
    from: '  signal: abortSignal,\n',
    to: "  signal: ['anything', () => true] as const,\n",
    suites: options,
  },
  {
    name: 'release a name that another live projection uses',
    file: 'src/projection/definition-names.ts',
    from: 'claim.users -= 1',
    to: 'claim.users = 0',
    suites: names,
  },
  {
    name: 'release a name with each stop',
    file: 'src/projection/definition-names.ts',
    from: 'for (const claim of used.splice(0))',
    to: 'for (const claim of used)',
    suites: ['test/projection/definition-names.test.ts'],
  },
  {
    name: 'follow again under a name that another definition uses',
    file: 'src/projection/live-projection.ts',
    from: 'this.#releaseName ??= useNames(this.#store, [this.#definition])\n      const',
    to: 'const',
    suites: names,
  },
  {
    name: 'use the name of a projection without claiming it',
    file: 'src/projection/projection.ts',
    from: 'if (new.target === Projection) useNames(store, [definition])',
    to: '',
    suites: names,
  },
  {
    name: 'wait for the end of the log after a catch-up was aborted',
    file: 'src/projection/projection.ts',
    from: 'await orAborted(this.#store.lastPosition(), options.signal)',
    to: 'await this.#store.lastPosition()',
    suites: catchUps,
  },
  {
    name: 'wait for a turn after a catch-up was aborted',
    file: 'src/projection/projection.ts',
    from: 'orAborted(before, signal).then(work)',
    to: 'before.then(work)',
    suites: catchUps,
  },
  {
    name: 'let a catch-up pass the one before it because one in between gave up',
    file: 'src/projection/projection.ts',
    from: 'Promise.allSettled([before, result])',
    to: 'Promise.allSettled([result])',
    suites: catchUps,
  },
  {
    name: 'wait for the database in a catch-up of a closed store',
    file: 'src/log/while-open.ts',
    from: 'listen(() => ended.abort(new StoreClosed()))',
    to: 'listen(() => {})',
    suites: catchUps,
  },
  {
    name: 'wait for the database after a verification was aborted',
    file: 'src/verification/verify-log.ts',
    from: 'return orAborted(ofOneHistory(store, read), signal)',
    to: 'return ofOneHistory(store, read)',
    suites: catchUps,
  },
  {
    name: 'wait for the search of a command id after a command was aborted',
    file: 'src/model/handle-command.ts',
    from: 'await orAborted(store.readCommand(commandId), signal)',
    to: 'await store.readCommand(commandId)',
    suites: commands,
  },
  {
    name: 'wait for the staging area to open after an import was aborted',
    file: 'src/transfer/import-jsonl.ts',
    from: 'await orAborted(storage.openStaging(), signal)',
    to: 'await storage.openStaging()',
    suites: imports,
  },
  {
    name: 'wait until events are staged after an import was aborted',
    file: 'src/transfer/import-jsonl.ts',
    from: 'await orAborted(staging.add(importId, packRecords(batch, commandBefore)), signal)',
    to: 'await staging.add(importId, packRecords(batch, commandBefore))',
    suites: imports,
  },
  {
    name: 'wait until an aborted import is tidied up',
    file: 'src/transfer/import-jsonl.ts',
    from: '!signal?.aborted && ',
    to: '',
    suites: imports,
  },
  {
    name: 'wait until a blocked replacement is tidied up',
    file: 'src/transfer/import-jsonl.ts',
    from: ' && !(error instanceof StoreBlocked)',
    to: '',
    suites: blocked,
  },
  {
    name: 'wait for other connections after a replacement was aborted',
    file: 'src/storage/open-database.ts',
    from: "    upgrade?.signal?.addEventListener('abort', giveUp)\n",
    to: '',
    suites: blocked,
  },
  {
    name: 'look whether a replacement was done that was aborted before it began',
    file: 'src/storage/replace-log.ts',
    from: 'if (signal?.aborted && failure === signal.reason && !hasRun) throw failure',
    to: '',
    suites: blocked,
  },
  {
    name: 'open the database behind a replacement that is blocked',
    file: 'src/storage/connection.ts',
    from: 'error instanceof StoreBlocked ? Promise.reject(error) : this.#connect(forget)',
    to: 'this.#connect(error instanceof Error ? forget : forget)',
    suites: blocked,
  },
]
