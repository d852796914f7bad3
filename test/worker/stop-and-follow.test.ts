import { defineProjection, type EventStore, openMemoryEventStore, type ProjectionDefinition } from 'rewindable'
import { hostProjections, RemoteProjection } from 'rewindable/worker'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { untilTheEnd } from '../open-stores.ts'
import { breakableTotal, depositPositions, upTo } from '../projection/telling-projections.ts'

/** Two ends of a channel stand for a worker and its page. */
async function openWithWorker(definition: ProjectionDefinition<unknown, BankEvent>, count = 0) {
  const store = untilTheEnd(await openMemoryEventStore<BankEvent>({ pollInterval: 0 }))
  for (const amount of upTo(count)) await store.append('s', moneyDeposited(amount))
  return { store, ...hosted(store, definition) }
}

function hosted(store: EventStore<BankEvent>, definition: ProjectionDefinition<unknown, BankEvent>) {
  const { port1: worker, port2: self } = new MessageChannel()
  self.start()
  const stopHosting = hostProjections(store, [definition], self)
  onTestFinished(() => {
    stopHosting()
    worker.close()
  })
  return { worker, stopHosting }
}

function remoteOf<State>(worker: MessagePort, definition: ProjectionDefinition<State, BankEvent>) {
  const remote = new RemoteProjection(worker, definition)
  onTestFinished(() => remote.stop())
  return remote
}

// The table of a definition takes the type of its state; the list of those that are hosted does not look at it.
const asHosted = <State>(
  definition: ProjectionDefinition<State, BankEvent>,
): ProjectionDefinition<unknown, BankEvent> => definition as ProjectionDefinition<unknown, BankEvent>

describe('a projection in a worker whose handler throws', () => {
  test('shows the last good state, its position and the error on the page', async () => {
    const { definition, mend } = breakableTotal(3)
    const { worker } = await openWithWorker(asHosted(definition), 4)
    const remote = remoteOf(worker, definition)
    const told: unknown[] = []
    remote.addEventListener('change', () => told.push([remote.position, remote.status, remote.error?.code]))
    remote.addEventListener('error', ({ detail }) => told.push(detail.code))
    await eventually(() => expect(told).toContain('ProjectionFailed'))
    await eventually(() => expect([remote.state, remote.position]).toEqual([{ total: 3, deposits: 2 }, 2]))
    expect([remote.status, remote.error?.message]).toEqual(['failed', expect.stringContaining('3 is not wanted')])
    for (const one of told) expect(one).not.toEqual([2, 'failed', undefined])
    mend()
    remote.stop()
    remote.subscribe(() => {})
    await eventually(() => expect([remote.state.total, remote.status, remote.error]).toEqual([10, 'live', undefined]))
  })

  test('shows the next state when one of them cannot be sent', async () => {
    const definition = defineProjection<{ count: number; act?: () => void }, BankEvent>({
      name: 'sometimes not to be sent',
      initialState: () => Object.freeze({ count: 0 }),
      when: {
        MoneyDeposited: ({ count }) => Object.freeze(count === 0 ? { count: 1, act: () => {} } : { count: count + 1 }),
      },
    })
    const { store, worker } = await openWithWorker(asHosted(definition))
    const remote = remoteOf(worker, definition)
    await eventually(() => expect(remote.status).toBe('live'))
    await store.append('s', moneyDeposited(1))
    await eventually(() => expect(remote.error).toMatchObject({ code: 'InvalidArgument' }))
    expect(remote.error?.message).toContain('state.act')
    await store.append('s', moneyDeposited(2))
    await eventually(() =>
      expect([remote.state, remote.status, remote.error]).toEqual([{ count: 2 }, 'live', undefined]),
    )
  })
})

describe('a remote projection that was stopped', () => {
  test('asks the worker again when it is subscribed to, and shows no older state', async () => {
    const { store, worker } = await openWithWorker(asHosted(depositPositions), 3)
    const remote = remoteOf(worker, depositPositions)
    const shown: number[] = []
    remote.addEventListener('change', ({ detail }) => shown.push(detail.position))
    await eventually(() => expect([remote.status, remote.position]).toEqual(['live', 3]))
    remote.stop()
    remote.stop()
    expect(remote.status).toBe('stopped')
    remote.subscribe(() => {})
    expect([remote.status, remote.state]).toEqual(['catching up', [1, 2, 3]])
    await store.append('s', moneyDeposited(4))
    await eventually(() => expect([remote.status, remote.state]).toEqual(['live', [1, 2, 3, 4]]))
    expect(shown).toEqual(shown.toSorted((one, other) => one - other))
  })

  test('follows after React subscribed, cleaned up and subscribed again in one turn', async () => {
    const { store, worker } = await openWithWorker(asHosted(depositPositions), 1)
    const remote = remoteOf(worker, depositPositions)
    const seen: number[] = []
    remote.subscribe((state) => void seen.push(state.length))()
    remote.stop()
    remote.subscribe((state) => void seen.push(state.length))
    await store.append('s', moneyDeposited(2))
    await eventually(() => expect(remote.state).toEqual([1, 2]))
    expect(seen.slice(0, 2)).toEqual([0, 0])
  })

  test('by a listener dispatches nothing more', async () => {
    const { store, worker } = await openWithWorker(asHosted(depositPositions), 2)
    const remote = remoteOf(worker, depositPositions)
    const heard: number[] = []
    remote.addEventListener('change', ({ detail }) => {
      heard.push(detail.position)
      if (detail.position === 2) remote.stop()
    })
    await eventually(() => expect(remote.status).toBe('stopped'))
    const other = remoteOf(worker, depositPositions)
    await store.append('s', moneyDeposited(3))
    await eventually(() => expect(other.position).toBe(3))
    expect([heard.at(-1), remote.position]).toEqual([2, 2])
  })

  test('may be stopped by a listener that is called at once', async () => {
    const { worker } = await openWithWorker(asHosted(depositPositions), 1)
    const remote = remoteOf(worker, depositPositions)
    remote.stop()
    remote.subscribe(() => remote.stop())
    expect(remote.status).toBe('stopped')
  })
})

describe('a host of projections', () => {
  test('that is stopped tells every page', async () => {
    const { worker, stopHosting } = await openWithWorker(asHosted(depositPositions), 1)
    const remote = remoteOf(worker, depositPositions)
    await eventually(() => expect(remote.status).toBe('live'))
    stopHosting()
    stopHosting()
    await eventually(() => expect([remote.status, remote.state]).toEqual(['stopped', [1]]))
  })

  test('may be stopped by a handler', async () => {
    let stop = (): void => {}
    const stopping = defineProjection<number, BankEvent>({
      name: 'stopping',
      initialState: () => 0,
      when: {
        MoneyDeposited: (state) => {
          stop()
          return state
        },
      },
    })
    const { worker, stopHosting } = await openWithWorker(asHosted(stopping), 3)
    stop = stopHosting
    const remote = remoteOf(worker, stopping)
    await eventually(() => expect(remote.status).toBe('stopped'))
  })

  test('whose store is closed tells every page, and why when it is asked again', async () => {
    const { store, worker } = await openWithWorker(asHosted(depositPositions), 1)
    const remote = remoteOf(worker, depositPositions)
    await eventually(() => expect(remote.status).toBe('live'))
    await store.close()
    await eventually(() => expect(remote.status).toBe('stopped'))
    const seen: number[][] = []
    remote.subscribe((state) => void seen.push(state))
    await eventually(() => expect(remote.error).toMatchObject({ code: 'StoreClosed' }))
    expect(seen).toEqual([[1]])
  })
})
