// @ts-check
// The contenders that keep a list of accounts. A contender is a module of pages/lists/ and a column of the table.

/** @type {import('./contenders.mjs').Contender[]} */
export const listContenders = [
  {
    name: 'rewindable-collection',
    title: 'collection',
    packages: [],
    works: ['appendShown'],
    how: 'a live projection of a collection. A handler changes one row',
  },
  {
    name: 'rewindable-object',
    title: 'plain object',
    packages: [],
    works: ['appendShown'],
    how: 'a live projection. The state is an object of all accounts, and the handlers change it',
  },
  {
    name: 'rewindable-returning',
    title: 'returned states',
    packages: [],
    works: ['appendShown'],
    how: 'a live projection. The handlers return the next state: an object of 300 groups of accounts, and new objects on the path of the change',
  },
  {
    name: 'returning-by-hand',
    title: 'returned states, by hand',
    packages: [],
    works: ['appendShown'],
    how: "the library's append, and the same handler called by hand: the handler's own cost",
  },
  {
    name: 'clone-per-event',
    title: 'a clone for each event',
    packages: [],
    works: ['appendShown'],
    how: "the library's append, and a handler that changes a `structuredClone` of the object: the cost before states shared structure",
  },
  {
    name: 'redux',
    title: 'Redux Toolkit',
    packages: ['@reduxjs/toolkit'],
    works: ['appendShown'],
    how: '`createEntityAdapter` in a slice; the row is stored by `put` of `idb`, then `updateOne` is dispatched; `store.subscribe`',
  },
  {
    name: 'tanstack',
    title: 'TanStack DB',
    packages: ['@tanstack/db'],
    works: ['appendShown'],
    how:
      'a collection with its own sync function; `onUpdate` stores the row by `put` of `idb`, then writes it to the synced state; ' +
      'optimistic updates; `subscribeChanges`',
  },
  {
    name: 'dexie-list',
    title: 'Dexie',
    packages: ['dexie'],
    works: ['appendShown'],
    how: 'a table of accounts, `put` of one row, and `liveQuery` of the whole table',
  },
]
