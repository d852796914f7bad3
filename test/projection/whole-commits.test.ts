import { defineProjection, type EventStore, LiveProjection, Projection } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { depositPositions, upTo } from './telling-projections.ts'

describe.each(places)('complete commits in $place', ({ open }) => {
  /** Creates a live projection and collects every position that it shows. */
  function shownBy(store: EventStore<BankEvent>): { live: LiveProjection<number[], BankEvent>; shown: number[] } {
    const live = new LiveProjection(store, depositPositions)
    const shown: number[] = []
    live.subscribe(() => shown.push(live.position))
    return { live, shown }
  }
  const note = 'n'.repeat(1_000)
  // 300 kB need several records, because a record holds at most 48 KiB.
  const large = upTo(300).map((amount) => moneyDeposited(amount, note))

  test('a live projection never shows a part of a commit that spans several records and batches', async () => {
    const name = newName()
    const [here, there] = [await open<BankEvent>(name), await open<BankEvent>(name)]
    const following = shownBy(there)
    await here.append('s', moneyDeposited(1))
    await here.append('s', large)
    await here.append('s', large)
    await eventually(() => expect(following.live.position).toBe(601))
    const late = shownBy(there)
    await eventually(() => expect(late.live.position).toBe(601))
    for (const position of [...following.shown, ...late.shown]) expect([0, 1, 301, 601]).toContain(position)
    expect(late.live.state).toEqual(upTo(601))
    following.live.stop()
    late.live.stop()
  })

  test('a live projection never shows a part of a commit that spans several streams', async () => {
    const name = newName()
    const [here, there] = [await open<BankEvent>(name), await open<BankEvent>(name)]
    const { live, shown } = shownBy(there)
    for (let transfer = 0; transfer < 30; transfer += 1) {
      await here.appendBatch([
        { streamId: 'a', events: [moneyDeposited(1)] },
        { streamId: 'b', events: [moneyDeposited(1)] },
      ])
    }
    await eventually(() => expect(live.position).toBe(60))
    expect(shown.filter((position) => position % 2 === 1)).toEqual([])
    live.stop()
  })

  test('a live projection shows a part of a commit only as the state before a failed event', async () => {
    const store = await open<BankEvent>(newName())
    await store.append('s', large)
    let isFixed = false
    const definition = defineProjection<number, BankEvent>({
      name: 'breaks in the middle',
      initialState: () => 0,
      when: {
        MoneyDeposited: (count, { data }) => {
          if (data.amount === 150 && !isFixed) throw new Error('half way')
          return count + 1
        },
      },
    })
    const live = new LiveProjection(store, definition)
    const shown: number[] = []
    live.subscribe(() => shown.push(live.position))
    await eventually(() => expect(live.status).toBe('failed'))
    isFixed = true
    await live.catchUp()
    expect([shown, live.state]).toEqual([[0, 149, 300], 300])
    live.stop()
  })

  test('a live projection that starts from a snapshot inside a commit never shows a part of that commit', async () => {
    const store = await open<BankEvent>(newName())
    await store.append('s', large)
    const projection = new Projection(store, depositPositions)
    const controller = new AbortController()
    const onProgress = (): void => controller.abort()
    await projection.catchUp({ onProgress, signal: controller.signal }).catch(() => {})
    await projection.saveSnapshot()
    expect(projection.position).toBeLessThan(300)
    const { live, shown } = shownBy(store)
    await eventually(() => expect(live.position).toBe(300))
    expect(shown).toEqual([0, 300])
    live.stop()
  })
})
