import { type EventStore, LogCorrupted, verifyLog } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect } from '../async-results.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import type { CommitRecord } from '../raw-commit.ts'
import { replaceCommits, sealed, withEvents } from './forged-commit.ts'

/** Opens a log in two streams: nine commits of one event and one of three. Every third commit has a command id. */
async function openTwelve(): Promise<{ name: string; store: EventStore }> {
  const name = newName()
  let now = 1_000
  const store = await inIndexedDB(name, { pollInterval: 0, now: () => ++now })
  for (const turn of upTo(9)) {
    const options = turn % 3 === 0 ? { commandId: `command ${turn}` } : {}
    await store.append(turn % 2 === 0 ? 'even' : 'odd', moneyDeposited(turn), options)
  }
  await store.appendBatch([
    { streamId: 'even', events: [moneyDeposited(10), moneyDeposited(11)] },
    { streamId: 'odd', events: [moneyDeposited(12)] },
  ])
  return { name, store }
}

type Change = (commits: readonly CommitRecord[]) => readonly CommitRecord[]

/** Returns a function that changes the commit at a position. */
const at =
  (position: number, change: (commit: CommitRecord) => CommitRecord): Change =>
  (commits) =>
    commits.map((commit) => (commit.position === position ? change(commit) : commit))

const without =
  (...gone: number[]): Change =>
  (commits) =>
    commits.filter(({ position }) => !gone.includes(position))

/** Returns a function that adds a commit at a position that another commit already holds. */
const oneMoreAt =
  (position: number): Change =>
  (commits) => {
    const [first] = commits
    if (!first) throw new Error('Expected a commit to copy, found none')
    const event = { globalPosition: position, streamId: 'another', streamVersion: 1, recordedAt: 9_999 }
    const other = withEvents({ ...first, position, streams: [['another', 1]] }, () => event)
    return [...commits, other]
  }

const swapped =
  (one: number, other: number, seal: (commit: CommitRecord) => CommitRecord): Change =>
  (commits) => {
    const moved = new Map([
      [one, other],
      [other, one],
    ])
    return commits.map((commit) => {
      const position = moved.get(commit.position)
      return position === undefined ? commit : seal({ ...commit, position })
    })
  }

const damages: [what: string, firstBad: number, change: Change, soundUntil?: number][] = [
  ['a changed text', 4, at(4, (commit) => ({ ...commit, events: commit.events.replace('"amount":4', '"amount":5') }))],
  ['a missing commit', 4, without(4)],
  ['a missing first commit', 1, without(1)],
  ['several missing commits', 3, without(3, 4, 7)],
  ['swapped commits', 3, swapped(3, 6, (commit) => commit)],
  ['swapped commits with matching checksums', 3, swapped(3, 6, sealed)],
  ['a position that two commits hold', 11, oneMoreAt(11)],
  ['a wrong number of events', 10, at(10, (commit) => sealed({ ...commit, count: 2 }))],
  [
    'a version too high inside a commit',
    11,
    at(10, (commit) =>
      withEvents(commit, ({ globalPosition, streamVersion }) => ({
        streamVersion: globalPosition === 11 ? 99 : streamVersion,
      })),
    ),
    // The log is sound up to the commit before the damaged one.
    9,
  ],
  ['an entry without a stream and version', 5, at(5, (commit) => sealed({ ...commit, events: '[[1,2,3,4]]' }))],
  ['an invalid entry', 5, at(5, (commit) => sealed({ ...commit, events: '[{"type":"Noted"}]' }))],
  ['no entries', 5, at(5, (commit) => sealed({ ...commit, events: '{"length":1}' }))],
  [
    'a version too high',
    5,
    at(5, (commit) => withEvents({ ...commit, streams: [['odd', 7]] }, () => ({ streamVersion: 7 }))),
  ],
  [
    'a repeated version',
    5,
    at(5, (commit) => withEvents({ ...commit, streams: [['odd', 0]] }, () => ({ streamVersion: 2 }))),
  ],
  [
    'an event of another stream',
    4,
    at(4, (commit) => withEvents({ ...commit, streams: [['new', 2]] }, () => ({ streamId: 'new' }))),
  ],
  [
    'a time before the previous one',
    5,
    at(5, (commit) => withEvents({ ...commit, recordedAt: 7 }, () => ({ recordedAt: 7 }))),
  ],
  ['a commit whose time differs from its events', 5, at(5, (commit) => ({ ...commit, recordedAt: 7 }))],
  ['a commit without a time', 5, at(5, ({ recordedAt: _, ...commit }) => commit as CommitRecord)],
  ['a commit that lists another stream', 5, at(5, (commit) => ({ ...commit, streams: [['new', 3]] }))],
  ['a commit that lists another version', 5, at(5, (commit) => ({ ...commit, streams: [['odd', 77]] }))],
  ['a commit without a list of streams', 5, at(5, ({ streams: _, ...commit }) => commit as CommitRecord)],
  [
    'a commit that lists an additional stream',
    5,
    at(5, (commit) => ({ ...commit, streams: [...commit.streams, ['new', 1]] })),
  ],
  [
    'a commit that lists only one of its streams',
    10,
    at(10, (commit) => ({ ...commit, streams: commit.streams.slice(1) })),
  ],
  ['a commit that lists another command', 6, at(6, (commit) => ({ ...commit, commandIds: ['another'] }))],
  ['a commit without a list of commands', 6, at(6, ({ commandIds: _, ...commit }) => commit)],
  ['a commit that lists a command it does not have', 5, at(5, (commit) => ({ ...commit, commandIds: ['another'] }))],
]

describe('verifyLog of damaged logs', () => {
  test.each(damages)(
    'verifyLog of a log with %s reports position %i',
    async (_, firstBad, change, expected = firstBad - 1) => {
      const { name, store } = await openTwelve()
      await replaceCommits(name, change)
      const { damage, soundUntil, lastPosition } = await verifyLog(store)
      expect(damage).toBeInstanceOf(LogCorrupted)
      expect([damage?.position, soundUntil]).toEqual([firstBad, expected])
      expect(lastPosition).toBe(await store.lastPosition())
      expect(damage?.message).toContain(`damaged at position ${firstBad}`)
      const sound = await collect(store.readAll({ toPosition: soundUntil }))
      expect(sound.map(({ data }) => data)).toEqual(upTo(soundUntil).map((amount) => ({ amount })))
    },
  )

  test.each([
    ['the event is missing', without(4)],
    ['two commits have this position', oneMoreAt(11)],
    [
      'its recordedAt decreases',
      at(5, (commit) => withEvents({ ...commit, recordedAt: 7 }, () => ({ recordedAt: 7 }))),
    ],
  ] as const)('the damage that verifyLog reports has a message that contains "%s"', async (words, change) => {
    const { name, store } = await openTwelve()
    await replaceCommits(name, change)
    expect((await verifyLog(store)).damage?.message).toContain(words)
  })

  test('verifyLog reports only the first of several damaged commits', async () => {
    const { name, store } = await openTwelve()
    await replaceCommits(name, (commits) => without(8)(at(6, (commit) => ({ ...commit, commandIds: ['x'] }))(commits)))
    expect((await verifyLog(store)).damage?.position).toBe(6)
  })
})
