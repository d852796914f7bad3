// @ts-check
// The contenders and the tasks that each supports. A contender is a module of pages/contenders/ and a column of the table.

/**
 * @typedef {object} Contender
 * @property {string} name of its module, and of its origin
 * @property {string} title
 * @property {string[]} packages whose versions are reported
 * @property {{ code: string, files?: string[] }} [download] the imports of an application, and the files that it fetches
 * @property {string[]} works
 * @property {number} [largest] number of events of the longest log that is measured
 * @property {string} how the contender is used
 */

const writing = ['awaitedAppend', 'concurrentAppends', 'bulkAppend']
const reading = ['replay', 'oneStream', 'opening']
const seeking = ['seekingAnywhere', 'seekingNearby']

/** @type {Contender[]} */
export const contenders = [
  {
    name: 'rewindable',
    title: 'Rewindable',
    packages: [],
    download: { code: `export * from 'rewindable'` },
    works: [...writing, ...reading, ...seeking, 'firstReplay', 'replayInMemory', 'tabToTab', 'peakHeap'],
    how: 'only the public API',
  },
  {
    name: 'limit',
    title: 'the limit',
    packages: [],
    works: ['awaitedAppend', 'bulkAppend', 'replay', 'replayInMemory', 'opening', ...seeking, 'tabToTab', 'peakHeap'],
    how:
      'the least code for each task: (1) one awaited transaction with one `add`; (3) one record of JSON text for each batch; ' +
      '(4) one `getAll` of JSON texts, `JSON.parse` and the fold; (6) open, `get` the state, parse the events after it; ' +
      '(7) `get` one page, parse it and fold it onto totals in memory; (8) a BroadcastChannel message and one `get`',
  },
  {
    name: 'idb',
    title: 'idb, by hand',
    packages: ['idb'],
    download: { code: `export { openDB } from 'idb'` },
    works: [...writing, ...reading, ...seeking, 'tabToTab', 'peakHeap'],
    how:
      'one record for each event with an `autoIncrement` key, a unique index on stream and version; version check and `add` in one ' +
      'transaction; replay by `getAll` of 1,000; snapshots and keyframes (every 1,000 events) in a separate store; a ' +
      'BroadcastChannel message after each append',
  },
  {
    name: 'dexie',
    title: 'Dexie',
    packages: ['dexie'],
    download: { code: `export { default, liveQuery } from 'dexie'` },
    works: [...writing, ...reading, ...seeking, 'tabToTab', 'peakHeap'],
    how:
      '`++position, &[streamId+version]`; version check and `add` or `bulkAdd` in one `rw` transaction; replay by ' +
      '`limit(1000).toArray()`; snapshots and keyframes in a table; other tabs through `liveQuery`',
  },
  {
    name: 'sqlite',
    title: 'SQLite-wasm, OPFS',
    packages: ['@sqlite.org/sqlite-wasm'],
    download: {
      code: `export { default } from '@sqlite.org/sqlite-wasm'`,
      files: ['@sqlite.org/sqlite-wasm/dist/sqlite3.wasm'],
    },
    works: [...writing, ...reading, ...seeking],
    how:
      'in a worker, on the `opfs-sahpool` VFS, WAL, `synchronous = NORMAL`, prepared statements; a unique index on stream and ' +
      'version; the worker folds the events and sends only totals. One connection locks the pool, so there is no second ' +
      'tab (8); browsers do not report the heap of a worker (10)',
  },
  {
    name: 'rxdb',
    title: 'RxDB, Dexie storage',
    packages: ['rxdb'],
    download: {
      code: `export { createRxDatabase } from 'rxdb/plugins/core'; export { getRxStorageDexie } from 'rxdb/plugins/storage-dexie'`,
    },
    works: [...writing, ...reading, ...seeking, 'tabToTab', 'peakHeap'],
    how:
      'the free Dexie storage, no development mode; the primary key is stream and version, which is its version check, an ' +
      'index on the position; `insert` and `bulkInsert`; replay by queries of 1,000; other tabs through `multiInstance`. It ' +
      'has no transactions: the one tab that writes counts the positions',
  },
  {
    name: 'pouchdb',
    title: 'PouchDB',
    packages: ['pouchdb-browser'],
    download: { code: `export { default } from 'pouchdb-browser'` },
    works: [...writing, ...reading, ...seeking, 'tabToTab', 'peakHeap'],
    how:
      'stream and version are the `_id`, which is its version check; `put` and `bulkDocs`; a stream is a range of `allDocs`, ' +
      'the log is the changes feed, 1,000 at a time; other tabs through live `changes`. It has no transactions either',
  },
  {
    name: 'yjs',
    title: 'Yjs, y-indexeddb',
    packages: ['yjs', 'y-indexeddb'],
    download: { code: `export { Doc } from 'yjs'; export { IndexeddbPersistence } from 'y-indexeddb'` },
    works: ['replay', 'opening'],
    largest: 100_000,
    how:
      'a `Y.Array` of events and a `Y.Map` for the snapshot; it loads whole documents. It does not report when an update is ' +
      'stored, so there is no awaited append. It has no streams, and is not measured on a million events',
  },
  {
    name: 'emmett',
    title: 'Emmett, in memory',
    packages: ['@event-driven-io/emmett'],
    download: { code: `export { getInMemoryEventStore } from '@event-driven-io/emmett'` },
    works: ['replayInMemory'],
    how: 'only the fold: `aggregateStream` of its store in memory, which does not persist events',
  },
  {
    name: 'castore',
    title: 'Castore, in memory',
    packages: ['@castore/core', '@castore/event-storage-adapter-in-memory'],
    download: {
      code: `export { EventStore, EventType } from '@castore/core'; export { InMemoryEventStorageAdapter } from '@castore/event-storage-adapter-in-memory'`,
    },
    works: ['replayInMemory'],
    how: 'only the fold: `getAggregate` of its store in memory, which does not persist events',
  },
]

/** Variants of the limit, without a separate column. @type {Contender[]} */
export const variants = [
  {
    name: 'limit-committed',
    title: 'the limit, committed',
    packages: [],
    works: ['awaitedAppend', 'tabToTab'],
    how: 'an explicit `commit()` after the `add`',
  },
]
