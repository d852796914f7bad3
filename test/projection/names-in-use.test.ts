import { defineProjection, type EventStore, LiveProjection, Projection, reconstructState } from 'rewindable'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { upTo } from './telling-projections.ts'

const total = defineProjection<number, BankEvent>({
  name: 'total',
  initialState: () => 0,
  when: { MoneyDeposited: (total, { data }) => total + data.amount },
})
/** Another definition of the same name. */
const thousands = defineProjection<number, BankEvent>({
  name: 'total',
  initialState: () => 0,
  when: { MoneyDeposited: (total) => total + 1_000 },
})
const refused = { code: 'InvalidArgument', argument: 'name' }

function following(store: EventStore<BankEvent>, definition = total): LiveProjection<number, BankEvent> {
  const live = new LiveProjection(store, definition)
  onTestFinished(() => live.stop())
  return live
}

async function expectRefused(store: EventStore<BankEvent>): Promise<void> {
  const live = following(store, thousands)
  await eventually(() => expect(live.error).toMatchObject(refused))
  expect([live.status, live.state]).toEqual(['failed', 0])
  live.stop()
}

async function expectAccepted(store: EventStore<BankEvent>): Promise<void> {
  const live = following(store, thousands)
  await live.catchUp()
  expect([live.status, live.error]).toEqual(['live', undefined])
  live.stop()
}

describe.each(places)('the name of a live projection, in $place,', ({ open }) => {
  async function opened(): Promise<EventStore<BankEvent>> {
    const store = await open<BankEvent>(newName())
    await store.append(
      's',
      upTo(10).map((amount) => moneyDeposited(amount)),
    )
    return store
  }

  test('stays in use while another live projection of the same definition follows', async () => {
    const store = await opened()
    const [a, b] = [following(store), following(store)]
    await Promise.all([a.catchUp(), b.catchUp()])
    await b.saveSnapshot()
    a.stop()
    await expectRefused(store)
    expect(b.state).toBe(55)
    b.stop()
    await expectAccepted(store)
  })

  test('is released once by a live projection that is stopped several times', async () => {
    const store = await opened()
    const [a, b] = [following(store), following(store)]
    await Promise.all([a.catchUp(), b.catchUp()])
    for (const _ of upTo(3)) a.stop()
    await expectRefused(store)
  })

  test('is in use again after a restart', async () => {
    const store = await opened()
    const live = following(store)
    await live.catchUp()
    live.stop()
    await live.catchUp()
    await expectRefused(store)
    live.stop()
    await expectAccepted(store)
  })

  test('fails a restart while another definition uses it, and the restart works when that one was stopped', async () => {
    const store = await opened()
    const live = following(store)
    await live.catchUp()
    live.stop()
    const other = following(store, thousands)
    await other.catchUp()
    live.subscribe(() => {})
    await eventually(() => expect(live.error).toMatchObject(refused))
    expect(await rejectionOf(live.catchUp())).toMatchObject(refused)
    other.stop()
    await live.catchUp()
    expect([live.status, live.state]).toEqual(['live', 55])
    await expectRefused(store)
  })

  test('is refused to a live projection that is told to catch up at once', async () => {
    const store = await opened()
    await following(store).catchUp()
    const other = following(store, thousands)
    expect(await rejectionOf(other.catchUp())).toMatchObject(refused)
    expect([other.status, other.state]).toEqual(['failed', 0])
  })

  test('is released by one that was stopped at once, before it read anything', async () => {
    const store = await opened()
    following(store).stop()
    await store.lastPosition()
    await expectAccepted(store)
  })

  test('is not taken by a snapshot that a stopped live projection saves', async () => {
    const store = await opened()
    const live = following(store)
    await live.catchUp()
    live.stop()
    await live.saveSnapshot()
    await expectAccepted(store)
  })

  test('counts a definition that was made again by the same code as the same one', async () => {
    const store = await opened()
    const [a, b] = [following(store), following(store, { ...total })]
    await Promise.all([a.catchUp(), b.catchUp()])
    a.stop()
    await expectRefused(store)
    b.stop()
    await expectAccepted(store)
  })

  test('is free after an effect that ran twice, as in StrictMode, and stopped its live projection in each cleanup', async () => {
    const store = await opened()
    const shown: number[] = []
    // The hook of docs/projections.md, without React.
    const effect = (): (() => void) => {
      const live = new LiveProjection(store, total)
      const unsubscribe = live.subscribe((state) => shown.push(state))
      return () => {
        unsubscribe()
        live.stop()
      }
    }
    effect()()
    const cleanUp = effect()
    await eventually(() => expect(shown.at(-1)).toBe(55))
    await expectRefused(store)
    cleanUp()
    await expectAccepted(store)
    await store.append('s', moneyDeposited(11))
    expect(shown.at(-1)).toBe(55)
  })

  test('stays in use when a Projection uses its definition, which has no end', async () => {
    const store = await opened()
    const live = following(store)
    await live.catchUp()
    await new Projection(store, total).loadSnapshot()
    live.stop()
    await expectRefused(store)
  })

  test('is free after reconstructState, and its snapshots are not used', async () => {
    const store = await opened()
    const live = following(store)
    await live.catchUp()
    await live.saveSnapshot()
    live.stop()
    expect(await reconstructState(store, total)).toBe(55)
    expect(await reconstructState(store, thousands)).toBe(10_000)
    expect(await store.snapshots.list('total')).toEqual([])
  })
})
