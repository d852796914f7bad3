import { LiveProjection, Projection, ProjectionFailed, RewindableError, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { breakableTotal } from './telling-projections.ts'

describe.each(places)('a handler in $place that throws on the third of five deposits', ({ open }) => {
  async function openFiveDeposits() {
    const store = await open<BankEvent>(newName())
    for (const amount of [1, 2, 3]) await store.append('s', moneyDeposited(amount))
    await store.append('s', [moneyDeposited(4), moneyDeposited(5)])
    return store
  }

  test('a handler that throws rejects catchUp with the projection, event type, position and cause', async () => {
    const projection = new Projection(await openFiveDeposits(), breakableTotal(3).definition)
    const error = await rejectionOf(projection.catchUp())
    expect(error).toBeInstanceOf(ProjectionFailed)
    expect(error).toBeInstanceOf(RewindableError)
    expect(error).toMatchObject({
      code: 'ProjectionFailed',
      projection: 'total',
      eventType: 'MoneyDeposited',
      position: 3,
    })
    expect(error).toMatchObject({ cause: new RangeError('3 is not wanted') })
    const { message } = error as Error
    for (const part of ['"total"', 'MoneyDeposited', 'position 3', '3 is not wanted']) expect(message).toContain(part)
  })

  test('a projection whose handler throws keeps the complete state before that event', async () => {
    const projection = new Projection(await openFiveDeposits(), breakableTotal(3).definition)
    await rejectionOf(projection.catchUp())
    expect(projection.position).toBe(2)
    expect(projection.state).toEqual({ total: 3, deposits: 2 })
    await rejectionOf(projection.catchUp())
    expect([projection.position, projection.state]).toEqual([2, { total: 3, deposits: 2 }])
  })

  test('a handler that throws does not affect other projections, the log or later appends', async () => {
    const store = await openFiveDeposits()
    const failing = new Projection(store, breakableTotal(3).definition)
    const other = new Projection(store, balance)
    await rejectionOf(failing.catchUp())
    expect(await other.catchUp()).toBe(5)
    expect((await store.append('s', moneyDeposited(6))).globalPosition).toBe(6)
    expect(await other.catchUp()).toBe(1)
    expect(other.state).toBe(21)
  })

  test('a projection continues from the failed event after its handler is fixed', async () => {
    const { definition, fix } = breakableTotal(3)
    const projection = new Projection(await openFiveDeposits(), definition)
    await rejectionOf(projection.catchUp())
    fix()
    expect(await projection.catchUp()).toBe(3)
    expect([projection.position, projection.state]).toEqual([5, { total: 15, deposits: 5 }])
  })

  test('a snapshot of a failed projection is valid for later projections', async () => {
    const { definition, fix } = breakableTotal(3)
    const store = await openFiveDeposits()
    const projection = new Projection(store, definition)
    await rejectionOf(projection.catchUp())
    await projection.saveSnapshot()
    fix()
    const next = new Projection(store, definition)
    expect(await next.loadSnapshot()).toBe(true)
    expect([next.position, next.state]).toEqual([2, { total: 3, deposits: 2 }])
    expect(await next.catchUp()).toBe(3)
    expect(next.state).toEqual({ total: 15, deposits: 5 })
  })

  test('rebuild folds all events from the first one after the handler is fixed', async () => {
    const { definition, fix } = breakableTotal(3)
    const projection = new Projection(await openFiveDeposits(), definition)
    await rejectionOf(projection.catchUp())
    fix()
    expect(await projection.rebuild()).toBe(5)
    expect(projection.state).toEqual({ total: 15, deposits: 5 })
  })

  test('reconstructState fails only for states at or after the failing event', async () => {
    const store = await openFiveDeposits()
    const { definition } = breakableTotal(3)
    expect(await reconstructState(store, definition, { atPosition: 2 })).toEqual({ total: 3, deposits: 2 })
    expect(await rejectionOf(reconstructState(store, definition, { atPosition: 3 }))).toMatchObject({ position: 3 })
  })

  test('a live projection whose handler throws keeps its last state and reports the error', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    await store.append('s', [moneyDeposited(1), moneyDeposited(2)])
    const { definition, fix } = breakableTotal(3)
    const live = new LiveProjection(store, definition)
    const errors: unknown[] = []
    live.addEventListener('error', (event) => errors.push((event as CustomEvent).detail))
    await eventually(() => expect(live.status).toBe('live'))
    const { state } = live

    await store.append('s', moneyDeposited(3))
    await eventually(() => expect(live.status).toBe('failed'))
    expect(live.error).toMatchObject({ code: 'ProjectionFailed', position: 3 })
    expect(errors).toEqual([live.error])
    expect([live.state, live.position]).toEqual([{ total: 3, deposits: 2 }, 2])
    expect(live.state).toBe(state)
    await store.append('s', moneyDeposited(4))
    expect(live.status).toBe('failed')

    fix()
    expect(await live.catchUp()).toBe(2)
    expect([live.status, live.error, live.state]).toEqual(['live', undefined, { total: 10, deposits: 4 }])
    await store.append('s', moneyDeposited(5))
    await eventually(() => expect(live.state).toEqual({ total: 15, deposits: 5 }))
    live.stop()
  })

  test('a failed live projection stays failed after loadSnapshot', async () => {
    const store = await openFiveDeposits()
    const live = new LiveProjection(store, breakableTotal(3).definition)
    await eventually(() => expect(live.status).toBe('failed'))
    await live.loadSnapshot().catch(() => {})
    await rejectionOf(live.catchUp())
    expect(live.status).toBe('failed')
    expect(live.position).toBe(2)
    live.stop()
  })
})
