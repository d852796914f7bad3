import { type EventStore, Projection } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { depositPositions, upTo } from './telling-projections.ts'

const many = 2_000

describe.each(places)('catching up, in $place', ({ open }) => {
  async function openManyDeposits(): Promise<EventStore<BankEvent>> {
    const store = await open<BankEvent>(newName())
    await Promise.all(upTo(many).map((amount) => store.append(`account:${amount % 7}`, moneyDeposited(amount))))
    return store
  }

  test('several times at once folds each event once', async () => {
    const projection = new Projection(await openManyDeposits(), depositPositions)
    const counts = await Promise.all([projection.catchUp(), projection.catchUp(), projection.catchUp()])
    expect(counts).toEqual([many, 0, 0])
    expect(projection.state).toEqual(upTo(many))
  })

  test('while others append ends where the log ended when it began', async () => {
    const store = await openManyDeposits()
    const projection = new Projection(store, depositPositions)
    const appends: Promise<unknown>[] = []
    const onProgress = (): void => void appends.push(store.append('s', moneyDeposited(1)))
    expect(await projection.catchUp({ onProgress })).toBe(many)
    await Promise.all(appends)
    expect(await projection.catchUp()).toBe(appends.length)
    expect(projection.state).toEqual(upTo(many + appends.length))
  })

  test('tells its progress page by page, up to where it leads', async () => {
    const projection = new Projection(await openManyDeposits(), depositPositions)
    const told: number[] = []
    const onProgress = ({ position, lastPosition }: { position: number; lastPosition: number }): void => {
      expect([position, lastPosition]).toEqual([projection.position, many])
      told.push(position)
    }
    await projection.catchUp({ onProgress })
    expect(told.length).toBeGreaterThan(1)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBe(many)
  })

  test('rejects with the reason when it is aborted, keeps what it folded, and goes on from there', async () => {
    const projection = new Projection(await openManyDeposits(), depositPositions)
    const controller = new AbortController()
    const reason = new Error('the person left')
    const onProgress = (): void => controller.abort(reason)
    expect(await rejectionOf(projection.catchUp({ onProgress, signal: controller.signal }))).toBe(reason)
    const folded = projection.position
    expect(folded).toBeGreaterThan(0)
    expect(folded).toBeLessThan(many)
    expect(projection.state).toEqual(upTo(folded))
    expect(await projection.catchUp()).toBe(many - folded)
    expect(projection.state).toEqual(upTo(many))
  })

  test('that was aborted before it began folds nothing', async () => {
    const projection = new Projection(await openManyDeposits(), depositPositions)
    expect(await rejectionOf(projection.catchUp({ signal: AbortSignal.abort('no') }))).toBe('no')
    expect([projection.position, projection.state]).toEqual([0, []])
  })

  test('again from the first event on, when the projection is rebuilt', async () => {
    const store = await openManyDeposits()
    const projection = new Projection(store, depositPositions)
    await projection.catchUp()
    await projection.saveSnapshot()
    expect(await projection.rebuild()).toBe(many)
    expect(projection.state).toEqual(upTo(many))
  })

  test('of a closed store rejects with StoreClosed and leaves the state', async () => {
    const store = await openManyDeposits()
    const projection = new Projection(store, depositPositions)
    await projection.catchUp()
    await store.close()
    expect(await rejectionOf(projection.catchUp())).toMatchObject({ code: 'StoreClosed' })
    expect(projection.position).toBe(many)
  })
})
