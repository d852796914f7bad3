// @ts-check
import { readFileSync } from 'node:fs'

const bench = new URL('..', import.meta.url)

/**
 * @typedef {object} Run
 * @property {import('./options.mjs').Options} options
 * @property {string} browser
 * @property {readonly (import('./sections.mjs').Section & { rows: readonly import('./table.mjs').Row[] })[]} sections
 * @property {import('./filling.mjs').Filling} filling
 */

/**
 * Describes the method, so that readers can judge the numbers.
 *
 * @param {Run} run
 * @returns {string} Markdown
 */
export function description({ sections, filling }) {
  return [
    '## Method',
    method,
    '## Contenders',
    sections.map(contendersOf).join('\n\n'),
    absent,
    '## How the logs were filled',
    filled,
    filling.all.map(fillingLine).join('\n'),
  ].join('\n\n')
}

const method = `Each contender has its own origin (\`<name>.localhost\`), and a second one for logs that are created for each turn. All use one new profile and
are cross-origin isolated. The turns of the contenders are interleaved in one run, and every other round has the reverse order. A time counts
only if the result is correct: the totals contain a digest that detects one missing, duplicated or misplaced event, and streams are compared
event by event. After 90 seconds on a task, a contender gets no further turns. The table shows how many it had. A dash means that the contender
does not support the task, for the reason given below. Events are deposits and withdrawals of about 230 bytes of JSON with id, stream, version,
time and metadata. Each stream has a hundred events, and the streams are interleaved. The state is the totals of a hundred purposes. Its size
does not depend on the length of the log.

- (1) 200 appends, one after another, after 20 that do not count. The table shows the time for one. All contenders except the limit rejected a wrong version.
- (2) Appends to 100 streams in turn. All are called before the first is awaited.
- (3) Batches to ten streams in turn, each with its expected version, one after another.
- (4) Replay of a log that was just opened, so that no contender reads from memory. "The first time": after all replay pages were deleted. This is measured last, because the browser is busy for minutes after the deletion.
- (5) Eight streams, one after another. The table shows the time for one.
- (6) From a closed log, with a snapshot 100 events before the end. The page and its code are already loaded.
- (7) The 95th percentile of the seeks of a turn. Nearby: one to three events forward, later backward. Contenders without time travel use
  hand-written keyframes every 1,000 events. The time to create keyframes is not counted.
- (8) From the call of append to the changed state in another tab. A pause of 30 ms precedes each append. The difference between the clocks
  of the tabs is subtracted. The limit's clock starts at its message, in the second row at its \`add\`.
- (9) On an unused origin, as reported by the browser, after the log was filled, closed, opened, replayed and closed again, and after three
  seconds of waiting. Chromium deletes rewritten files when it opens a database the next time. Ids take much of the space: Rewindable uses its
  own UUIDs of version 7, the other contenders use \`crypto.randomUUID\`.
- (10) \`usedJSHeapSize\`, read every 5 ms, minus its value after a garbage collection before the task. Garbage that is not collected yet counts.
- (11) Minified and gzipped, including code that is loaded later. For Rewindable: the core. docs/performance.md has the size of the code for (7).

(12) to (22) use accounts with an owner and a balance. In a log of accounts, the first events open the accounts, and each further event changes
the balance of one. Every balance is compared with a fold without the library, or a sample after each seek.

- (12) From the call to the moment when the change is stored and the subscriber was called, for 15 deposits after three that do not count: the
  median. "A clone for each event" shows the method of the library before its states shared their parts.
- (13) From a closed database. The page and its code are already loaded. (14) Ten queries, one after another: the time for one.
- (15) and (16) From opening the rows until the rows include all events. Rewindable also reads the events from the log.
- (17) A replay of a store that was just opened. \`readBatches\` delivers the same decoded events for the \`Map\`.
- (18) and (19) As (7), with a timeline of default options. A hundred totals: the same log, folded into the sum of each hundredth account.
- (20) For five seconds, each frame seeks the next position of a drag across the whole log. The browser reports tasks from 50 ms, so 50 means
  that no task was longer.
- (21) After three garbage collections, minus the heap before. After the seeks, the heap includes the shown state and the keyframes.
- (22) All accounts in the messages that a host of projections sends for one deposit.
- (23) As (1), while followers in the same tab receive each event. All of them receive every event, after the measurement at the latest.
- (24) From the start of a new reactor at the first event, until its empty effect ran for every event.
- (25) Twenty deposits, one after another: the time for one. The first command of a page: each turn has a new tab; one command on another stream
  precedes it.
- (26) A process manager that has handled the log before, with a process for each account, starts over a store that was just opened: the time
  until it dispatches the command for a new event.
- (27) Live projections over a store that was just opened, without snapshots.
- (28) As (5). (29) Eight accounts of a store that was just opened, one after another: the time for one.`

const filled = `The logs contain the same records as after separate appends. Rewindable: the library's append creates each commit on a capturing storage.
Thousands of these records are then written in one transaction, without the library. A sample is compared with the records of awaited
appends, and the library checks each checksum when it reads them. The last hundred events are appended one by one. The limit: 200 events in
each record. All other contenders: their own bulk method, 1,000 events at a time.`

const absent = `Not measured: **LiveStore**. Its web adapter 0.4.0 (OPFS, with two workers) was tried by hand. \`commit\` returns before the events are stored
and does not report when they are. Of 10,000 events committed in batches, 20 were there after \`shutdownPromise\` and opening again. It
does not check versions, has no streams, and delivers only events that a server has confirmed. Only (6) and (8) could be measured, at the cost
of about forty packages without a lock file that installs everywhere.`

/** @param {import('./sections.mjs').Section} section */
function contendersOf({ title, columns }) {
  const lines = columns.map((contender) => `- **${contender.title}**${versions(contender)}: ${contender.how}.`)
  return [`In "${title}":`, lines.join('\n')].join('\n\n')
}

/** @param {import('./contenders.mjs').Contender} contender */
function versions({ packages }) {
  const names = packages.map((name) => {
    const path = new URL(`node_modules/${name}/package.json`, bench)
    return `${name} ${JSON.parse(readFileSync(path, 'utf8')).version}`
  })
  return names.length === 0 ? '' : ` (${names.join(', ')})`
}

/** @param {import('./filling.mjs').Filled} filled */
function fillingLine({ title, size, took, expected }) {
  const log = `- ${title}, ${size.toLocaleString('en')}: `
  if (took !== undefined) return `${log}${(took / 1_000).toFixed(1)} s`
  return expected === undefined
    ? `${log}not measured`
    : `${log}left out, would take about ${(expected / 60_000).toFixed(0)} min`
}
