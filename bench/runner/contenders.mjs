// @ts-check
// Who takes part in what. A contender is a module of pages/contenders/ and a column of the table.

/**
 * @typedef {object} Contender
 * @property {string} name of its module, and of its origin
 * @property {string} title
 * @property {string[]} packages whose versions are told
 * @property {{ code: string, files?: string[] }} [download] what an application imports of it, and files it fetches
 * @property {string[]} works
 * @property {number} [largest] the longest log that it is asked to hold
 * @property {string} how it is used
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
    how: 'the public API and nothing else',
  },
  {
    name: 'limit',
    title: 'the limit',
    packages: [],
    works: ['awaitedAppend', 'bulkAppend', 'replay', 'replayInMemory', 'opening', ...seeking, 'tabToTab', 'peakHeap'],
    how:
      'the least code that could do the job: (1) one `add` in a transaction, awaited; (3) one record of JSON text a batch; ' +
      '(4) one `getAll` of JSON texts, `JSON.parse`, the bare fold; (6) open, `get` the state, parse what is behind it; ' +
      '(7) `get` one page, parse and fold it onto totals in memory; (8) a BroadcastChannel message and one `get`',
  },
  {
    name: 'idb',
    title: 'idb, by hand',
    packages: ['idb'],
    download: { code: `export { openDB } from 'idb'` },
    works: [...writing, ...reading, ...seeking, 'tabToTab', 'peakHeap'],
    how:
      'one record an event under an `autoIncrement` key, a unique index on stream and version; version check and `add` in one ' +
      'transaction; replay by `getAll` of 1,000; snapshots and keyframes (every 1,000 events) in a store of their own; a ' +
      'BroadcastChannel rings after each append',
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
      'version; events are folded in the worker, only totals cross over. One connection holds the pool, so there is no second ' +
      'tab (8); the heap of a worker is not told (10)',
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
      'has no transactions: positions are counted in the one tab that writes',
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
      'a `Y.Array` of events and a `Y.Map` for the snapshot; a document is loaded whole. Nothing tells when an update is ' +
      'stored, so there is no awaited append; there are no streams; it is not asked to hold a million',
  },
  {
    name: 'emmett',
    title: 'Emmett, in memory',
    packages: ['@event-driven-io/emmett'],
    download: { code: `export { getInMemoryEventStore } from '@event-driven-io/emmett'` },
    works: ['replayInMemory'],
    how: 'the fold only: `aggregateStream` of its store in memory, which keeps nothing',
  },
  {
    name: 'castore',
    title: 'Castore, in memory',
    packages: ['@castore/core', '@castore/event-storage-adapter-in-memory'],
    download: {
      code: `export { EventStore, EventType } from '@castore/core'; export { InMemoryEventStorageAdapter } from '@castore/event-storage-adapter-in-memory'`,
    },
    works: ['replayInMemory'],
    how: 'the fold only: `getAggregate` of its store in memory, which keeps nothing',
  },
]

/** The limit again, done a little otherwise: not columns of their own. @type {Contender[]} */
export const variants = [
  {
    name: 'limit-committed',
    title: 'the limit, committed',
    packages: [],
    works: ['awaitedAppend', 'tabToTab'],
    how: 'an explicit `commit()` behind the `add`',
  },
]
