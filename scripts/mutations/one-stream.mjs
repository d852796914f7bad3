// @ts-check

const states = ['test/projection/one-stream.test.ts', 'test/projection/random-streams.test.ts']
const snapshots = ['test/projection/stream-snapshots.test.ts']
const faults = ['test/projection/stream-faults.test.ts']
const timelines = ['test/time-travel/one-stream.test.ts']

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'read the whole log for the state of one stream',
    in: 'sequenceOf',
    from: '$streamId === undefined ?',
    to: '$streamId !== null ?',
    suites: states,
  },
  {
    name: 'count the positions of a stream in the whole log',
    in: 'positionIn',
    from: 'streamOf($sequence) === undefined ? $event.globalPosition : $event.streamVersion',
    to: '$event.globalPosition',
    suites: states,
  },
  {
    name: 'read the first events of a stream twice',
    in: 'OneStream.#firstPage',
    from: '$first?.historyId === this.historyId ? ($first.read as StreamRead<E>) : undefined',
    to: 'undefined',
    suites: states,
  },
  {
    name: 'fold the first events of a log that was replaced since',
    in: 'OneStream.#firstPage',
    from: '$first?.historyId === this.historyId ?',
    to: '$first ?',
    suites: faults,
  },
  {
    name: 'pass positions of the log to the followers of a stream',
    in: 'OneStream.onLogChange',
    from: 'this.store.onLogChange(() => $listener(undefined))',
    to: 'this.store.onLogChange($listener)',
    suites: states,
  },
  {
    name: 'search a snapshot before opening a short stream',
    in: 'FoldedLog.#open',
    from: 'const $reached = $isWorthIt ?',
    to: 'const $reached = $isWorthIt || true ?',
    suites: states,
  },
  {
    name: 'open a long stream without its snapshot',
    in: 'FoldedLog.#open',
    from: 'const $reached = $isWorthIt ?',
    to: 'const $reached = $isWorthIt && false ?',
    suites: snapshots,
  },
  {
    name: 'use one name for the snapshots of all streams',
    in: 'snapshotName',
    from: "$streamId === undefined ? $name : streamSnapshotName('projection', $name, $streamId)",
    to: '$name',
    suites: snapshots,
  },
  {
    name: 'keep snapshots of a replaced definition in other streams',
    in: 'dropForeign',
    from: '$cleaned.has($name)',
    to: '$cleaned.size > 0',
    suites: snapshots,
  },
  {
    name: 'let each stream have its own definition of a name',
    in: 'claimName',
    from: '$store instanceof OneStream ? $store.store : $store',
    to: '$store',
    suites: snapshots,
  },
  {
    name: 'show no state before a damaged event of a stream',
    in: 'OneStream.readBatches',
    from: 'if ($asked === 1) throw',
    to: 'if ($asked >= 1) throw',
    suites: faults,
  },
  {
    name: 'restore the state of a stream at a position of the log',
    in: 'failedAt',
    from: 'positionIn($sequence, { globalPosition: $position, $streamVersion })',
    to: '$position + 0 * $streamVersion',
    suites: [...faults, ...states],
  },
  {
    name: 'read the end of the log for the end of a stream',
    in: 'OneStream.lastPosition',
    from: '(await this.#read({ toVersion: 0 })).version',
    to: 'this.store.lastPosition()',
    suites: timelines,
  },
  {
    name: 'check the time rarely while folding a stream',
    in: 'foldLog',
    from: 'streamOf($sequence) === undefined ? eventsBetweenTimeChecks : 1',
    to: 'eventsBetweenTimeChecks',
    suites: ['test/projection/reconstruct-state.test.ts'],
  },
  {
    name: 'step through a stream by positions of the log',
    in: 'search',
    from: '$position = positionIn($sequence, $event)',
    to: '$position = $event.globalPosition',
    suites: timelines,
  },
  {
    name: 'search a stream for an event whose version is given',
    in: 'positionOfEvent',
    from: 'streamOf($sequence) === undefined ? $globalPosition : $streamVersion',
    to: '$globalPosition',
    suites: timelines,
  },
  {
    name: 'fold a stream beyond the given position of the log',
    in: 'lastBy',
    from: 'Math.min($byPosition, $byTime, $atVersion)',
    to: 'Math.min($byTime, $atVersion)',
    suites: ['test/projection/reconstruct-state.test.ts'],
  },
]
