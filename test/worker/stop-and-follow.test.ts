import { defineProjection, type EventStore, openMemoryEventStore, type ProjectionDefinition } from 'rewindable'
import { hostProjections, RemoteProjection } from 'rewindable/worker'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { untilTheEnd } from '../open-stores.ts'
import { breakableTotal, depositPositions, upTo } from '../projection/telling-projections.ts'

/** Connects a host and a page with a message channel instead of a worker. */
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

// Safe cast: handlers depend on the type of their state, but the host does not use that type.
const asHosted = <State>(
  definition: ProjectionDefinition<State, BankEvent>,
): ProjectionDefinition<unknown, BankEvent> => definition as ProjectionDefinition<unknown, BankEvent>

describe('remote projections with failures in the worker', () => {
  test('a remote projection whose handler throws shows the last good state, its position and the error', async () => {
    const { definition, fix } = breakableTotal(3)
    const { worker } = await openWithWorker(asHosted(definition), 4)
    const remote = remoteOf(worker, definition)
    const notifications: unknown[] = []
    remote.addEventListener('change', () => notifications.push([remote.position, remote.status, remote.error?.code]))
    remote.addEventListener('error', ({ detail }) => notifications.push(detail.code))
    await eventually(() => expect(notifications).toContain('ProjectionFailed'))
    await eventually(() => expect([remote.state, remote.position]).toEqual([{ total: 3, deposits: 2 }, 2]))
    expect([remote.status, remote.error?.message]).toEqual(['failed', expect.stringContaining('3 is not wanted')])
    for (const one of notifications) expect(one).not.toEqual([2, 'failed', undefined])
    fix()
    remote.stop()
    remote.subscribe(() => {})
    await eventually(() => expect([remote.state.total, remote.status, remote.error]).toEqual([10, 'live', undefined]))
  })

  test('a remote projection shows the next state after a state that cannot be sent', async () => {
    const definition = defineProjection<{ count: number; act?: () => void }, BankEvent>({
      name: 'sometimes uncloneable',
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

describe('stopped remote projections', () => {
  test('a new subscription restarts a stopped remote projection, which shows no older state', async () => {
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

  test('a remote projection follows the log after subscribe, stop and subscribe in one task, as in React strict mode', async () => {
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

  test('a remote projection dispatches no further events after a listener stops it', async () => {
    const { store, worker } = await openWithWorker(asHosted(depositPositions), 2)
    const remote = remoteOf(worker, depositPositions)
    const received: number[] = []
    remote.addEventListener('change', ({ detail }) => {
      received.push(detail.position)
      if (detail.position === 2) remote.stop()
    })
    await eventually(() => expect(remote.status).toBe('stopped'))
    const other = remoteOf(worker, depositPositions)
    await store.append('s', moneyDeposited(3))
    await eventually(() => expect(other.position).toBe(3))
    expect([received.at(-1), remote.position]).toEqual([2, 2])
  })

  test('a subscriber may stop a remote projection in its first, immediate call', async () => {
    const { worker } = await openWithWorker(asHosted(depositPositions), 1)
    const remote = remoteOf(worker, depositPositions)
    remote.stop()
    remote.subscribe(() => remote.stop())
    expect(remote.status).toBe('stopped')
  })
})

describe('hosts of projections', () => {
  test('a stopped host notifies every page', async () => {
    const { worker, stopHosting } = await openWithWorker(asHosted(depositPositions), 1)
    const remote = remoteOf(worker, depositPositions)
    await eventually(() => expect(remote.status).toBe('live'))
    stopHosting()
    stopHosting()
    await eventually(() => expect([remote.status, remote.state]).toEqual(['stopped', [1]]))
  })

  test('a handler may stop its host', async () => {
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

  test('a host of a closed store notifies every page and reports StoreClosed to new subscriptions', async () => {
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
