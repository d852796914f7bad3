// @ts-check
// The contenders that store rows in the browser. A contender is a module of pages/stored/ and a column of the table.

const works = ['openRows', 'queryRows', 'updateRows', 'createRows']

/** @type {import('./contenders.mjs').Contender[]} */
export const storedContenders = [
  {
    name: 'rewindable-stored',
    title: 'Rewindable',
    packages: [],
    works,
    how: '`openCollection` of a collection with two indexes; (15) and (16) include reading the events from the log',
  },
  {
    name: 'dexie-rows',
    title: 'Dexie',
    packages: ['dexie'],
    works,
    how:
      '`id, owner, balance`; 1,000 events in a transaction: `bulkGet`, the changes, `bulkPut`, and the position of the last event; ' +
      '`orderBy` and `where`. The events are in memory',
  },
]
