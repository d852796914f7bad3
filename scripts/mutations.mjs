// @ts-check

/**
 * One mechanism taken away.
 * @typedef {object} Mutation
 * @property {string} name what the library does wrong then
 * @property {string} file
 * @property {string} from text that stands in the file exactly once
 * @property {string} to what stands there instead
 * @property {string} [project] the Vitest project whose engine tells; without one Node with its stand-in does
 * @property {string[]} suites where to look first for the test that tells
 */

/** @type {Mutation[]} */
export const mutations = [
  {
    name: 'put instead of add',
    file: 'src/storage/indexeddb-storage.ts',
    from: 'commits.add(record)',
    to: 'commits.put(record)',
    suites: ['test/property.test.ts', 'test/log'],
  },
  {
    name: 'have Firefox commit what is left of a commit',
    file: 'src/storage/indexeddb-storage.ts',
    from: 'if (records.length === 1) transaction.commit()',
    to: 'transaction.commit()',
    project: 'firefox',
    suites: ['test/storage/taken-position.test.ts'],
  },
  {
    name: 'take an abort for the end of a commit',
    file: 'src/storage/exact-write.ts',
    from: "end(errorName(failure) === 'ConstraintError' ? 'taken' : { failure })",
    to: "end('stored')",
    suites: ['test/storage/write-faults.test.ts'],
  },
  {
    name: 'swallow the abort',
    file: 'src/storage/exact-write.ts',
    from: 'transaction.onabort = () => {',
    to: 'transaction.onabort = () => {\n      if (failure === undefined) return',
    suites: ['test/storage/write-faults.test.ts', 'test/storage/fault-sweep'],
  },
  {
    name: "drop the retry's lookup",
    file: 'src/storage/exact-write.ts',
    from: 'const found = first && (await recordAt(connection, first.position, failure))',
    to: 'const found: CommitRecord | undefined = undefined as CommitRecord | undefined',
    suites: ['test/storage/write-faults.test.ts', 'test/storage/fault-sweep'],
  },
  {
    name: 'take the lookup for a success whatever it finds',
    file: 'src/storage/exact-write.ts',
    from: 'if (found) return found.id === first?.id',
    to: 'if (found) return true',
    suites: ['test/storage/write-faults.test.ts'],
  },
  {
    name: 'call an outcome that nobody knows a failure',
    file: 'src/storage/exact-write.ts',
    from: 'connection.failed(new AppendOutcomeUnknown({}, { cause }))',
    to: 'connection.failed(cause)',
    suites: ['test/storage/write-faults.test.ts'],
  },
  {
    name: 'wait for ever',
    file: 'src/storage/patience.ts',
    from: 'else this.#end(callback)',
    to: 'else this.#turnsLeft.delete(callback)',
    suites: ['test/storage/blocked.test.ts', 'test/storage'],
  },
  {
    name: 'make no room on a full disk',
    file: 'src/storage/exact-write.ts',
    from: 'await makeRoom(connection)',
    to: 'throw connection.failed(failure)',
    suites: ['test/storage'],
  },
  {
    name: 'wait for a transaction whose connection was closed by force',
    file: 'src/storage/connection.ts',
    from: 'this.patience.runOut()',
    to: 'undefined',
    suites: ['test/storage/write-faults.test.ts'],
  },
  {
    name: 'follow no more after a failure that passed',
    file: 'src/projection/may-pass.ts',
    from: 'const passing = [StorageFailed, StoreBlocked, QuotaExceeded]',
    to: 'const passing: (typeof StorageFailed | typeof StoreBlocked | typeof QuotaExceeded)[] = []',
    suites: ['test/projection', 'test/storage/fault-sweep'],
  },
  {
    name: 'take an option from what all objects inherit',
    file: 'src/log/own-fields.ts',
    from: 'Object.assign(Object.create(nothing), fields)',
    to: 'Object.assign({}, fields)',
    suites: ['test/hostile/polluted-prototype.test.ts'],
  },
  {
    name: 'write on what was learned through another connection',
    file: 'src/storage/indexeddb-storage.ts',
    from: "if (database !== this.#decidedOn) return 'taken'",
    to: '',
    suites: ['test/storage'],
  },
  {
    name: 'refuse from memory',
    file: 'src/log/append-queue.ts',
    from: "const refusesNone = plan.verdicts.every(({ kind }) => kind === 'write')",
    to: 'const refusesNone = true',
    suites: ['test/log', 'test/property.test.ts'],
  },
  {
    name: 'do not look for a command that is repeated',
    file: 'src/log/commit-plan.ts',
    from: 'if (commandId !== undefined && commands.has(commandId))',
    to: 'if (commandId === undefined && commands.has(String(commandId)))',
    suites: ['test/store/storage-contract.test.ts'],
  },
  {
    name: 'begin the ids of every page alike',
    file: 'src/log/event-id.ts',
    from: 'ownBits = random.slice(15, 28)',
    to: "ownBits = '000-8000-0000'",
    project: 'tabs',
    suites: ['test/e2e/tabs.e2e.test.ts'],
  },
  {
    name: 'make ids of which compression can spare nothing',
    file: 'src/store/create-event-store.ts',
    from: 'newId = newEventId',
    to: 'newId = () => crypto.randomUUID()',
    suites: ['test/store/open.test.ts'],
  },
  {
    name: 'let the clock go back',
    file: 'src/log/commit-plan.ts',
    from: 'Math.max(now, view.tail.recordedAt)',
    to: 'now',
    suites: ['test/store/storage-contract.test.ts', 'test/log'],
  },
  {
    name: 'keep half of a commit that the engine refused',
    file: 'src/storage/exact-write.ts',
    from: '        transaction.abort()\n',
    to: '        transaction.commit()\n',
    suites: ['test/storage/write-faults.test.ts'],
  },
  {
    name: 'subscribe after reading',
    file: 'src/log/subscription.ts',
    from: '    bell.hush()\n    const { historyId, position } = await endOf(storage, trail)',
    to: '    const { historyId, position } = await endOf(storage, trail)\n    bell.hush()',
    suites: ['test/log/subscription.test.ts', 'test/storage', 'test/projection'],
  },
  {
    name: 'anchor the snapshot at the tail',
    file: 'src/projection/projection.ts',
    from: 'saveSnapshot(this.#store, this.#definition, this)',
    to: 'this.#store.lastPosition().then((position) =>\n      saveSnapshot(this.#store, this.#definition, { state: this.state, eventId: this.eventId, historyId: this.historyId, position }))',
    suites: ['test/projection/snapshots.test.ts'],
  },
]
