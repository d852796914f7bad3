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
/** Another definition with the same name. */
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

describe.each(places)('names of live projections in $place', ({ open }) => {
  async function opened(): Promise<EventStore<BankEvent>> {
    const store = await open<BankEvent>(newName())
    await store.append(
      's',
      upTo(10).map((amount) => moneyDeposited(amount)),
    )
    return store
  }

  test('a name stays in use while one of two live projections with the same definition runs', async () => {
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

  test('a live projection that is stopped several times releases its name exactly once', async () => {
    const store = await opened()
    const [a, b] = [following(store), following(store)]
    await Promise.all([a.catchUp(), b.catchUp()])
    for (const _ of upTo(3)) a.stop()
    await expectRefused(store)
  })

  test('a restarted live projection uses its name again', async () => {
    const store = await opened()
    const live = following(store)
    await live.catchUp()
    live.stop()
    await live.catchUp()
    await expectRefused(store)
    live.stop()
    await expectAccepted(store)
  })

  test('a live projection cannot restart until the other definition with its name is stopped', async () => {
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

  test('catchUp rejects if another definition uses the name', async () => {
    const store = await opened()
    await following(store).catchUp()
    const other = following(store, thousands)
    expect(await rejectionOf(other.catchUp())).toMatchObject(refused)
    expect([other.status, other.state]).toEqual(['failed', 0])
  })

  test('a live projection that is stopped before its first read releases its name', async () => {
    const store = await opened()
    following(store).stop()
    await store.lastPosition()
    await expectAccepted(store)
  })

  test('a stopped live projection that saves a snapshot does not use its name', async () => {
    const store = await opened()
    const live = following(store)
    await live.catchUp()
    live.stop()
    await live.saveSnapshot()
    await expectAccepted(store)
  })

  test('a copy of a definition counts as the same definition', async () => {
    const store = await opened()
    const [a, b] = [following(store), following(store, { ...total })]
    await Promise.all([a.catchUp(), b.catchUp()])
    a.stop()
    await expectRefused(store)
    b.stop()
    await expectAccepted(store)
  })

  test('a name is free after a React effect runs twice and stops its live projection in each cleanup', async () => {
    const store = await opened()
    const shown: number[] = []
    // This code is the hook of docs/projections.md, without React.
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

  test('a Projection uses its name until the store closes, because a Projection has no stop method', async () => {
    const store = await opened()
    const live = following(store)
    await live.catchUp()
    await new Projection(store, total).loadSnapshot()
    live.stop()
    await expectRefused(store)
  })

  test('reconstructState does not keep a name in use, and another definition ignores its snapshots', async () => {
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
