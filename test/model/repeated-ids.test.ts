import type { RecordedEvent } from 'rewindable'
import { startProcessManager, startReactor } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { failingCheckpoints, recordDeposits, stopAtEnd } from './reactors.ts'

const ada = 'purse:ada'
const twins = [moneyPutIn(1), moneyPutIn(2)].map((event) => ({ ...event, id: 'twin' }))

describe.each(places)('two events with one id, in $place', ({ open }) => {
  test('two events with one id are both recorded and have different idempotency keys', async () => {
    const store = await open<PurseEvent>(newName())
    const { noted, keys } = recordDeposits(store, { fromPosition: 1 })
    const { events } = await store.append(ada, twins)
    await eventually(() => expect(noted).toEqual([1, 2]))
    expect(events.map(({ id }) => id)).toEqual(['twin', 'twin'])
    expect(keys).toEqual(['twin/1', 'twin/2'])
  })

  test('each of two events with one id keeps its idempotency key after a crash and in another tab', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    let isDying = false
    const first = recordDeposits(
      failingCheckpoints(here, () => isDying),
      { fromPosition: 1 },
      (amount) => {
        isDying = amount === 2
      },
    )
    await there.append(ada, twins)
    await first.reactor.stopped
    const second = recordDeposits(there, { fromPosition: 1 })
    await eventually(() => expect(second.noted).toEqual([2]))
    expect([first.keys, second.keys]).toEqual([['twin/1', 'twin/2'], ['twin/2']])
  })

  test('two failing events with one id are both parked, and are retried or discarded by position', async () => {
    const store = await open<PurseEvent>(newName())
    let isFixed = false
    const { reactor, noted } = recordDeposits(store, { fromPosition: 1, tries: 1 }, () => {
      if (!isFixed) throw new RangeError('permanent failure')
    })
    await store.append(ada, twins)
    await eventually(async () => expect(await reactor.position()).toBe(2))
    expect(await reactor.parked()).toMatchObject([
      { eventId: 'twin', position: 1 },
      { eventId: 'twin', position: 2 },
    ])
    isFixed = true
    expect(await reactor.retryParked(2)).toBe(true)
    expect(noted).toEqual([2])
    expect(await reactor.parked()).toMatchObject([{ position: 1 }])
    expect(await reactor.discardParked(1)).toBe(true)
    expect(await reactor.parked()).toEqual([])
  })

  test('a process manager sends commands with different ids for two events with one id', async () => {
    const store = await open<PurseEvent>(newName())
    const ids: string[] = []
    const process = {
      name: 'process',
      initialState: () => 0,
      when: {},
      correlate: ({ streamId }: RecordedEvent<PurseEvent>) => streamId,
      decide: { MoneyPutIn: () => ['first', 'second'] },
    }
    const dispatch = async (_: string, { commandId }: { commandId: string }): Promise<void> => {
      ids.push(commandId)
    }
    stopAtEnd(startProcessManager(store, process, dispatch, { fromPosition: 1 }))
    await store.append(ada, twins)
    await eventually(() => expect(ids).toHaveLength(4))
    expect(ids).toEqual(['process/twin/1/0', 'process/twin/1/1', 'process/twin/2/0', 'process/twin/2/1'])
  })

  test('a retry does not run for an event that replaced the parked one in a rewound log', async () => {
    const store = await open<PurseEvent>(newName())
    const { reactor, noted } = recordDeposits(store, { fromPosition: 1 })
    await store.append(ada, moneyPutIn(1))
    await eventually(async () => expect(await reactor.position()).toBe(1))
    const parked = [{ eventId: 'lost', position: 1, tries: 5, error: 'Error: failed' }]
    await store.checkpoints.update('noting', () => ({ reactor: 'noting', logId: store.logId, position: 1, parked }))
    expect(await reactor.retryParked(1)).toBe(false)
    expect([noted, await reactor.parked()]).toEqual([[1], []])
  })
})

test('the events that a reactor dispatches have typed details', async () => {
  const { open } = places[1] ?? expect.fail()
  const store = await open<PurseEvent>(newName())
  const when = {
    MoneyPutIn: async () => {
      throw new RangeError('permanent failure')
    },
  }
  const reactor = stopAtEnd(startReactor(store, { name: 'typed', when }, { fromPosition: 1, tries: 1 }))
  const details: string[] = []
  reactor.addEventListener('parked', ({ detail }) => details.push(`${detail.position}: ${detail.error}`))
  reactor.addEventListener('stopped', ({ detail }) => details.push(detail === null ? 'no error' : 'an error'))
  await store.append(ada, moneyPutIn(1))
  await eventually(() => expect(details).toEqual(['1: RangeError: permanent failure']))
  await reactor.stop()
  expect(details.at(-1)).toBe('no error')
  // @ts-expect-error: a parked event has no such field
  reactor.addEventListener('parked', ({ detail }) => detail.reason)
})
