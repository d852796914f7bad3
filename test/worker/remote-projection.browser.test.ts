import { LiveProjection } from 'rewindable'
import { RemoteProjection } from 'rewindable/worker'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { eventually } from '../awaiting.ts'
import { inIndexedDB, newName } from '../places.ts'
import { depositPositions, upTo } from '../projection/telling-projections.ts'
import { failing, uncloneable } from './odd-projections.ts'

async function openWithWorker() {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  const worker = new Worker(new URL('projections.worker.ts', import.meta.url), { type: 'module', name })
  onTestFinished(() => worker.terminate())
  await new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }))
  return { store, worker }
}

describe('a projection in a worker', () => {
  test('shows history, and then every append', async () => {
    const { store, worker } = await openWithWorker()
    await store.append('account:1', [moneyDeposited(100), moneyWithdrawn(30)])
    const remote = new RemoteProjection(worker, balance)
    expect([remote.state, remote.position, remote.status]).toEqual([0, 0, 'catching up'])
    await eventually(() => expect([remote.state, remote.position, remote.status]).toEqual([70, 2, 'live']))
    await store.append('account:1', moneyDeposited(5))
    await eventually(() => expect([remote.state, remote.position]).toEqual([75, 3]))
    remote.stop()
  })

  test('is live on an empty log too', async () => {
    const { worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, balance)
    await eventually(() => expect(remote.status).toBe('live'))
    remote.stop()
  })

  test('calls subscribers at once and on each change with the state that getSnapshot gives, until they undo it', async () => {
    const { store, worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, balance)
    const seen: number[] = []
    const undo = remote.subscribe((state) => {
      seen.push(state)
      expect(remote.getSnapshot()).toBe(state)
    })
    await store.append('account:1', moneyDeposited(1))
    await eventually(() => expect(seen.at(-1)).toBe(1))
    expect(seen[0]).toBe(0)
    undo()
    await store.append('account:1', moneyDeposited(1))
    await eventually(() => expect(remote.state).toBe(2))
    expect(seen.at(-1)).toBe(1)
    remote.stop()
  })

  test('tells how far it got, and ends with the same state as one on the page', async () => {
    const { store, worker } = await openWithWorker()
    await store.append(
      'account:1',
      upTo(3_000).map((amount) => moneyDeposited(amount)),
    )
    const remote = new RemoteProjection(worker, depositPositions)
    const positions: number[] = []
    remote.addEventListener('progress', (event) => positions.push((event as CustomEvent).detail.position))
    await eventually(() => expect(remote.position).toBe(3_000))
    expect(positions.at(-1)).toBe(3_000)
    const live = new LiveProjection(store, depositPositions)
    await live.catchUp()
    expect(remote.state).toEqual(live.state)
    live.stop()
    remote.stop()
  })

  test('skips states that the page had no time for, never the newest', async () => {
    const { store, worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, balance)
    for (const amount of upTo(50)) void store.append('account:1', moneyDeposited(amount))
    await store.append('account:1', moneyDeposited(1_000))
    await eventually(() => expect(remote.state).toBe(1_000 + (50 * 51) / 2))
    remote.stop()
  })

  test('that fails says why, and keeps its last state', async () => {
    const { store, worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, failing)
    const errors: unknown[] = []
    remote.addEventListener('error', (event) => errors.push((event as CustomEvent).detail))
    await store.append('account:1', moneyWithdrawn(1))
    await eventually(() => expect(remote.status).toBe('failed'))
    expect(errors).toEqual([remote.error])
    expect(remote.error).toMatchObject({ code: 'ProjectionFailed', message: expect.stringContaining('no withdrawals') })
    expect(remote.state).toBe(0)
  })

  test('whose state cannot be sent says so', async () => {
    const { worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, uncloneable)
    await eventually(() => expect(remote.error?.message).toMatch(/be cloned/))
  })

  test('that the worker does not know is refused', async () => {
    const { worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, { ...balance, name: 'unheard of' })
    await eventually(() => expect(remote.error).toMatchObject({ code: 'InvalidArgument' }))
  })

  test('stops in the worker when it is stopped on the page', async () => {
    const { store, worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, balance)
    await eventually(() => expect(remote.status).toBe('live'))
    remote.stop()
    await store.append('account:1', moneyDeposited(1))
    const other = new RemoteProjection(worker, balance)
    await eventually(() => expect(other.state).toBe(1))
    expect([remote.state, remote.status]).toEqual([0, 'stopped'])
    other.stop()
  })
})
