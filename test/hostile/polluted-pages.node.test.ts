import { verifyLog } from 'rewindable'
import { expect, test } from 'vitest'
import { accountStream, type BankEvent } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { storeOfSingleCommits } from '../faults/single-commits.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { burst, streamPagesOf } from '../storage/mixed-log.ts'
import { pagesOf } from '../storage/packed-log.ts'
import { polluted, pollution } from './pollution/pollution.ts'

// The block is so small that one page contains it.
const block = 1_024
const fullPages = [block, block, block, block]
const smallDeposit = (amount: number) => ({
  streamId: `s${amount % 5}`,
  event: { id: `${amount}`, type: 'D', data: amount },
})

// Only in Node: in browsers, the connection of the test runner fails when prototypes are polluted.
// A page outlives the visit in which it was packed, so inherited values must not be stored in it.
const names = ['commandId', 'metadata', 'data', 'id', 'recordedAt', 'streamId', 'types', 'toJSON']
const inPages = [
  ...pollution.filter(([name]) => names.includes(name)),
  ['commands', { values: ['inherited'], of: upTo(block).map(() => 0) }],
  ['toJSON', () => undefined],
] as const

test.each(inPages)(
  'pages that are packed and read while all objects inherit %s contain the appended events',
  async (...inherited) => {
    const name = newName()
    await storeOfSingleCommits(name, upTo(4_200).map(smallDeposit))
    const texts = async (): Promise<string[]> => (await collect(store.readAll())).map((event) => JSON.stringify(event))
    const store = await inIndexedDB(name)
    const found = await polluted(inherited, async () => {
      await collect(store.readAll())
      await eventually(async () => expect((await pagesOf(name)).map(({ count }) => count)).toEqual(fullPages))
      return collect(store.readAll())
    })
    const fromPages = await texts()
    expect(found.map((event) => JSON.stringify(event))).toEqual(fromPages)
    expect(await verifyLog(store)).toEqual({ soundUntil: 4_200, lastPosition: 4_200 })
    await withRawStore(name, 'pages', (pages) => pages.clear())
    expect(fromPages).toEqual(await texts())
  },
)

test.each([...inPages, ['positions', upTo(20)] as const])(
  'pages of streams that are packed and read while all objects inherit %s contain the appended events',
  async (...inherited) => {
    const name = newName()
    const store = await inIndexedDB<BankEvent>(name)
    const read = async () => (await store.readStream(accountStream('7'))).events.map((event) => JSON.stringify(event))
    await polluted(inherited, async () => {
      await burst(store, 1_000, 50)
      const progress = () => withRawStore(name, 'meta', (meta) => meta.get('streams'))
      await eventually(async () => expect(await progress()).toBeDefined())
      await store.readStream(accountStream('7'))
    })
    const fromPages = await read()
    expect((await streamPagesOf(name)).length > 0).toBe(inherited[0] !== 'toJSON')
    expect(await verifyLog(store)).toEqual({ soundUntil: 1_000, lastPosition: 1_000 })
    await withRawStore(name, 'pages', (pages) => pages.clear())
    expect(fromPages).toEqual(await read())
  },
)
