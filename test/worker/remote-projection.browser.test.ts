import { LiveProjection } from 'rewindable'
import { RemoteProjection } from 'rewindable/worker'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, balance, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { depositPositions, upTo } from '../projection/telling-projections.ts'
import { failing, uncloneable } from './failing-projections.ts'

async function openWithWorker() {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  return { store, worker: workerFor(name) }
}

/** Starts a worker that opens the named store. */
function workerFor(name: string): Worker {
  const worker = new Worker(new URL('projections.worker.ts', import.meta.url), { type: 'module', name })
  onTestFinished(() => worker.terminate())
  return worker
}

describe('remote projections', () => {
  test('a remote projection shows the history and then every append', async () => {
    const { store, worker } = await openWithWorker()
    await store.append('account:1', [moneyDeposited(100), moneyWithdrawn(30)])
    const remote = new RemoteProjection(worker, balance)
    expect([remote.state, remote.position, remote.status]).toEqual([0, 0, 'catching up'])
    await eventually(() => expect([remote.state, remote.position, remote.status]).toEqual([70, 2, 'live']))
    await store.append('account:1', moneyDeposited(5))
    await eventually(() => expect([remote.state, remote.position]).toEqual([75, 3]))
    remote.stop()
  })

  test('a remote projection of an empty log is live', async () => {
    const { worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, balance)
    await eventually(() => expect(remote.status).toBe('live'))
    remote.stop()
  })

  test('a remote projection calls subscribers immediately and after each change, until they unsubscribe', async () => {
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

  test('a remote projection reports its progress and ends with the state of a live projection', async () => {
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

  test('a remote projection may skip intermediate states but shows the latest', async () => {
    const { store, worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, balance)
    for (const amount of upTo(50)) void store.append('account:1', moneyDeposited(amount))
    await store.append('account:1', moneyDeposited(1_000))
    await eventually(() => expect(remote.state).toBe(1_000 + (50 * 51) / 2))
    remote.stop()
  })

  test('a failed remote projection reports the error and keeps its last state', async () => {
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

  test('a remote projection reports a state that cannot be sent', async () => {
    const { worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, uncloneable)
    await eventually(() => expect(remote.error?.message).toMatch(/state\.act: expected/))
  })

  test('a remote projection reports InvalidArgument for a name that the worker does not host', async () => {
    const { worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, { ...balance, name: 'unheard of' })
    await eventually(() => expect(remote.error).toMatchObject({ code: 'InvalidArgument' }))
  })

  test('each remote projection reports the error when the worker cannot open its store', async () => {
    const worker = workerFor('')
    for (const _ of upTo(2)) {
      const remote = new RemoteProjection(worker, balance)
      await eventually(() => expect(remote.status).toBe('failed'))
      expect(remote.error).toMatchObject({ code: 'InvalidArgument', message: expect.stringContaining('name') })
    }
  })

  test('a remote projection reports an error during the start of its worker', async () => {
    const script = URL.createObjectURL(new Blob(['throw new Error("no projections here")']))
    const remote = new RemoteProjection(new Worker(script), balance)
    const errors: unknown[] = []
    remote.addEventListener('error', (event) => errors.push((event as CustomEvent).detail))
    await eventually(() => expect(remote.status).toBe('failed'))
    expect(errors).toEqual([remote.error])
    expect(remote.error).toMatchObject({
      code: 'WorkerFailed',
      message: expect.stringContaining('no projections here'),
    })
  })

  test('a live remote projection ignores unrelated errors of the worker', async () => {
    const { store, worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, balance)
    await eventually(() => expect(remote.status).toBe('live'))
    worker.dispatchEvent(new ErrorEvent('error', { message: 'something else', cancelable: true }))
    expect([remote.status, remote.error]).toEqual(['live', undefined])
    await store.append('account:1', moneyDeposited(1))
    await eventually(() => expect(remote.state).toBe(1))
    remote.stop()
  })

  test('a remote projection reports a state that the page cannot deserialize and shows the next state', async () => {
    const ports: MessagePort[] = []
    class Told extends MessageChannel {
      constructor() {
        super()
        ports.push(this.port1)
      }
    }
    vi.stubGlobal('MessageChannel', Told)
    onTestFinished(() => void vi.unstubAllGlobals())
    const { store, worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, balance)
    await eventually(() => expect(remote.status).toBe('live'))
    // No engine can produce this error on demand, so the test dispatches it.
    for (const port of ports) port.dispatchEvent(new MessageEvent('messageerror'))
    expect([remote.status, remote.error]).toEqual(['failed', expect.objectContaining({ code: 'WorkerFailed' })])
    await store.append('account:1', moneyDeposited(1))
    await eventually(() => expect([remote.state, remote.status, remote.error]).toEqual([1, 'live', undefined]))
    remote.stop()
  })

  test('a remote projection that stops before the store is open stays stopped', async () => {
    const { store, worker } = await openWithWorker()
    const remote = new RemoteProjection(worker, balance)
    remote.stop()
    await store.append('account:1', moneyDeposited(1))
    const other = new RemoteProjection(worker, balance)
    await eventually(() => expect(other.state).toBe(1))
    expect([remote.state, remote.status]).toEqual([0, 'stopped'])
    other.stop()
  })

  test('stopping a remote projection stops its projection in the worker', async () => {
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
