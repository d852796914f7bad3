import { type EventStore, Projection } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { depositPositions, upTo } from './telling-projections.ts'

const many = 2_000

describe.each(places)('catching up in $place', ({ open }) => {
  async function openManyDeposits(): Promise<EventStore<BankEvent>> {
    const store = await open<BankEvent>(newName())
    await Promise.all(upTo(many).map((amount) => store.append(`account:${amount % 7}`, moneyDeposited(amount))))
    return store
  }

  test('parallel calls of catchUp fold each event once', async () => {
    const projection = new Projection(await openManyDeposits(), depositPositions)
    const counts = await Promise.all([projection.catchUp(), projection.catchUp(), projection.catchUp()])
    expect(counts).toEqual([many, 0, 0])
    expect(projection.state).toEqual(upTo(many))
  })

  test('a catch-up during appends ends at the last position at its start', async () => {
    const store = await openManyDeposits()
    const projection = new Projection(store, depositPositions)
    const appends: Promise<unknown>[] = []
    const onProgress = (): void => void appends.push(store.append('s', moneyDeposited(1)))
    expect(await projection.catchUp({ onProgress })).toBe(many)
    await Promise.all(appends)
    expect(await projection.catchUp()).toBe(appends.length)
    expect(projection.state).toEqual(upTo(many + appends.length))
  })

  test('a catch-up reports its progress after each batch, up to the last position', async () => {
    const projection = new Projection(await openManyDeposits(), depositPositions)
    const reported: number[] = []
    const onProgress = ({ position, lastPosition }: { position: number; lastPosition: number }): void => {
      expect([position, lastPosition]).toEqual([projection.position, many])
      reported.push(position)
    }
    await projection.catchUp({ onProgress })
    expect(reported.length).toBeGreaterThan(1)
    expect(reported).toEqual(reported.toSorted((a, b) => a - b))
    expect(reported.at(-1)).toBe(many)
  })

  test('an aborted catch-up rejects with the reason, keeps the folded events and can continue after them', async () => {
    const projection = new Projection(await openManyDeposits(), depositPositions)
    const controller = new AbortController()
    const reason = new Error('aborted by the test')
    const onProgress = (): void => controller.abort(reason)
    expect(await rejectionOf(projection.catchUp({ onProgress, signal: controller.signal }))).toBe(reason)
    const folded = projection.position
    expect(folded).toBeGreaterThan(0)
    expect(folded).toBeLessThan(many)
    expect(projection.state).toEqual(upTo(folded))
    expect(await projection.catchUp()).toBe(many - folded)
    expect(projection.state).toEqual(upTo(many))
  })

  test('a catch-up with an aborted signal folds no events', async () => {
    const projection = new Projection(await openManyDeposits(), depositPositions)
    expect(await rejectionOf(projection.catchUp({ signal: AbortSignal.abort('no') }))).toBe('no')
    expect([projection.position, projection.state]).toEqual([0, []])
  })

  test('a rebuild folds all events from the first one', async () => {
    const store = await openManyDeposits()
    const projection = new Projection(store, depositPositions)
    await projection.catchUp()
    await projection.saveSnapshot()
    expect(await projection.rebuild()).toBe(many)
    expect(projection.state).toEqual(upTo(many))
  })

  test('a catch-up on a closed store rejects with StoreClosed and keeps the state', async () => {
    const store = await openManyDeposits()
    const projection = new Projection(store, depositPositions)
    await projection.catchUp()
    await store.close()
    expect(await rejectionOf(projection.catchUp())).toMatchObject({ code: 'StoreClosed' })
    expect(projection.position).toBe(many)
  })
})
