// @ts-check
import { readFileSync } from 'node:fs'

const bench = new URL('..', import.meta.url)

/**
 * @typedef {object} Run
 * @property {import('./options.mjs').Options} options
 * @property {string} browser
 * @property {readonly import('./contenders.mjs').Contender[]} columns
 * @property {readonly import('./table.mjs').Row[]} rows
 * @property {import('./filling.mjs').Filling} filling
 */

/**
 * How it was measured: what one must know to believe the numbers, or to doubt them.
 *
 * @param {Run} run
 * @returns {string} Markdown
 */
export function description({ columns, filling }) {
  return [
    '## How',
    works,
    '## Who',
    columns.map((contender) => `- **${contender.title}**${versions(contender)}: ${contender.how}.`).join('\n'),
    absent,
    '## How the logs were filled',
    filled,
    filling.all.map(fillingTold).join('\n'),
  ].join('\n\n')
}

const works = `Everyone has an origin of its own (\`<name>.localhost\`), and another for logs that are made anew for each turn, all on one new profile, cross-origin isolated, and is measured in
turns in the same run; every other round goes backwards. Each result is compared with what it must be before its time counts: the
totals hold a digest that tells one missing, doubled or misplaced event, and streams are compared event by event. Who spent 90
seconds on a task has no more turns at it; the table tells how many there were. A dash: no part in it, for the reason given below.
Events are deposits and withdrawals of some 230 bytes of JSON with id, stream, version, time and metadata, a hundred to each
stream, the streams taking turns; the state is the totals of a hundred purposes, of the same size at every length of the log.

- (1) 200 appends, one after the other, behind 20 that do not count; the time of one. A wrong version was seen to be refused by everyone but the limit.
- (2) to 100 streams in turns, all called before the first is waited for.
- (3) to ten streams in turns, each batch with its expected version, one batch after the other.
- (4) from a log that was opened anew, so that nobody reads from memory. "The first time": with all replay pages deleted; measured last, because the browser is busy for minutes with what was deleted.
- (5) eight streams, one after the other; the time of one.
- (6) from a closed log; a snapshot stands 100 events before the end. The page and its code are there already.
- (7) the 95th percentile of the seeks of a turn. Nearby: one to three events on, then back. Who has no time travel is given
  hand-written keyframes every 1,000 events. What is done once to prepare seeking is not counted.
- (8) from the call of append, after 30 ms without one, to the changed state in another tab, the difference of the two clocks
  taken off. The limit's
  clock starts at its message; in the second row at its \`add\`.
- (9) on an origin of its own, after filling, leaving, opening and replaying it anew, leaving again and three quiet seconds, as the
  browser counts it. Files that were rewritten are deleted by Chromium when a database is opened the next time. Ids take much of it: everyone has
  the UUIDs that are at hand, which for Rewindable are its own, of version 7, and for the others \`crypto.randomUUID\`.
- (10) \`usedJSHeapSize\`, looked at every 5 ms, above what it was after a collection before; rubbish not collected yet counts.
- (11) minified and gzipped with everything that is loaded later. Of Rewindable, the core; docs/performance.md lists what (7) needs in addition.`

const filled = `As if each event had been appended by itself. Rewindable: the library's own append makes each commit on a storage that
catches it, and thousands of the caught records are written in one transaction, past the library; a sample of them is compared
with what awaited appends store, and the library checks each record's checksum when it reads them. The last hundred are
appended, one by one. The limit: 200 events to a record. Everyone else: in its own bulk way, 1,000 events at a time.`

const absent = `Not here: **LiveStore**. Its web adapter 0.4.0 (OPFS, its two workers) was made to run by hand. \`commit\` returns before
anything is stored and nothing tells when it is: of 10,000 events committed in batches, 20 were there after an orderly
\`shutdownPromise\` and opening anew. It checks no versions, has no streams, and hands out only events that a server has confirmed.
That would leave (6) and (8), for some forty packages more that have no lock file which installs everywhere.`

/** @param {import('./contenders.mjs').Contender} contender */
function versions({ packages }) {
  const names = packages.map((name) => {
    const path = new URL(`node_modules/${name}/package.json`, bench)
    return `${name} ${JSON.parse(readFileSync(path, 'utf8')).version}`
  })
  return names.length === 0 ? '' : ` (${names.join(', ')})`
}

/** @param {import('./filling.mjs').Filled} filled */
function fillingTold({ title, size, took, expected }) {
  const log = `- ${title}, ${size.toLocaleString('en')}: `
  if (took !== undefined) return `${log}${(took / 1_000).toFixed(1)} s`
  return expected === undefined
    ? `${log}not asked`
    : `${log}left out, at its pace it would take ${(expected / 60_000).toFixed(0)} min`
}
