// @ts-check

const rows = ['test/collection/random-rows.test.ts', 'test/collection/handlers.test.ts', 'test/collection']
const indexes = ['test/collection/indexes.test.ts', 'test/collection']
const snapshots = ['test/collection/snapshots.test.ts']
const apis = ['test/collection/every-api.test.ts', 'test/collection']

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'change a row of handed-out rows in place',
    in: 'flatCopy',
    from: 'return { ...$row }',
    to: 'return $row',
    suites: rows,
  },
  {
    name: 'keep a constant that a handler made as a row',
    in: 'RowsDraft.set',
    from: 'flatCopy($row) ?? copyOfState($row)',
    to: 'flatCopy($row) ?? $row',
    suites: rows,
  },
  {
    name: 'replace a row that has not changed',
    in: 'sameOrNext',
    from: 'hasSameFields($before, $next)',
    to: 'Object.is($before, $next)',
    suites: apis,
  },
  {
    name: 'share one event between the rows that it concerns',
    in: 'CollectionRules.apply',
    from: 'copyOfEvent($event)] as const',
    to: '$event] as const',
    suites: rows,
  },
  {
    name: 'call a handler again for a repeated key',
    in: 'keysOf',
    from: 'return [...new Set($keys)]',
    to: 'return $keys',
    suites: rows,
  },
  {
    name: 'search an index without the rows that the event touched',
    in: 'RowsDraft.beginEvent',
    from: 'if ($isWhole) this.#settle()',
    to: 'if ($isWhole) this.#insertNew()',
    suites: rows,
  },
  {
    name: 'skip a missing row without being asked',
    in: 'CollectionRules.#applyToRow',
    from: 'if (!this.#initialRow) throw',
    to: 'if (!this.#initialRow) return\n      if (!this.#initialRow) throw',
    suites: rows,
  },
  {
    name: 'order index texts by the bits of negative numbers',
    in: 'encodedNumber',
    from: '$number < 0',
    to: '$number < -Infinity',
    suites: indexes,
  },
  {
    name: 'end a text of an index like a code unit in it',
    in: 'escaped',
    from: "return $text.replaceAll('\\u0001', '\\u0001\\u0002')",
    to: "if ($text !== '') return $text\n  return $text.replaceAll('\\u0001', '\\u0001\\u0002')",
    suites: indexes,
  },
  {
    name: 'begin the next page with the last row of this page',
    in: 'RowIndex.#rangeAfter',
    from: '$entry + $lowest',
    to: '$entry',
    suites: indexes,
  },
  {
    name: 'return a row at each of its values',
    in: 'RowIndex.isFirstOf',
    from: '!this.hasEach ||',
    to: 'this.hasEach ||',
    suites: indexes,
  },
  {
    name: 'query the index of another version',
    in: 'IndexTrees.#keysBy',
    from: '$built.rows === $rows',
    to: '$built.rows !== emptyTree',
    suites: indexes,
  },
  {
    name: 'compare trees without their last leaves',
    in: 'leafDifferences',
    from: 'if ($key === undefined && $newKey === undefined) break',
    to: 'if ($key === undefined || $newKey === undefined) break',
    suites: apis,
  },
  {
    name: 'restore the rows of a snapshot as a map',
    in: 'asRowsLike',
    from: '$restored instanceof Map ? $like() : undefined',
    to: '$restored instanceof Map ? undefined : $like()',
    suites: apis,
  },
  {
    name: 'store all rows in each snapshot',
    in: 'saveRows',
    from: 'ids.get($node) ?? newId()',
    to: 'newId()',
    suites: snapshots,
  },
  {
    name: 'refer to rows that were not stored',
    in: 'saveRows',
    from: 'if ($stored.has($id)) continue',
    to: 'if ($stored.has($id) || $stored.size === 0) continue',
    suites: snapshots,
  },
  {
    name: 'restore damaged rows',
    in: 'readRows',
    from: '!isSound($document)',
    to: 'false',
    suites: snapshots,
  },
  {
    name: 'keep rows that no snapshot uses',
    in: 'dropUnusedRows',
    from: '!$used.has($id)',
    to: '$used.size < 0',
    suites: snapshots,
  },
  {
    name: 'look for rows of the origin only up to the position of a fork',
    in: 'ForkSnapshots.latest',
    from: 'isNameOfRows($projection) ? $atOrBefore :',
    to: 'isNameOfRows($projection) ? tail.position :',
    suites: snapshots,
  },
  {
    name: 'take two collections with one name for the same',
    in: 'sourceOf',
    from: 'if ($collection) return $collection.source',
    to: "if ($collection) return ''",
    suites: ['test/collection/definition-mistakes.test.ts'],
  },
  {
    name: 'forget a new row that a handler replaced by a flat one',
    in: 'RowsDraft.setReturned',
    from: 'if (this.#own.get($key) === undefined) this.#new.push($key)',
    to: '',
    suites: ['test/collection/many-rows.test.ts'],
  },
  {
    name: 'ignore the order of the fields of a row',
    in: 'hasSameFields',
    from: '$key === $otherKeys[$index] &&',
    to: '$otherKeys.includes($key) &&',
    suites: ['test/collection/handlers.test.ts'],
  },
]
