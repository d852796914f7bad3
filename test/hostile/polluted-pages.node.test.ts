import { verifyLog } from 'rewindable'
import { expect, test } from 'vitest'
import { collect, eventually } from '../async-results.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { storeOfSingleCommits } from '../faults/single-commits.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { pagesOf } from '../storage/packed-log.ts'
import { polluted, pollution } from './pollution/pollution.ts'

// So small that a page holds the whole of its block.
const block = 1_024
const fullPages = [block, block, block, block]
const smallDeposit = (amount: number) => ({
  streamId: `s${amount % 5}`,
  event: { id: `${amount}`, type: 'D', data: amount },
})

// In Node alone: in a browser, what the tests talk through does not bear pollution.
// A page outlives the visit in which it was made, and what somebody put on all objects meanwhile must not stand in it.
const names = ['commandId', 'metadata', 'data', 'id', 'recordedAt', 'streamId', 'types', 'toJSON']
const inPages = [
  ...pollution.filter(([name]) => names.includes(name)),
  ['commands', { values: ['everybody'], of: upTo(block).map(() => 0) }],
  ['toJSON', () => undefined],
] as const

test.each(inPages)(
  'what is packed and read while all objects inherit %s is what was appended',
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
