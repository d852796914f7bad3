import type { RecordedEvent } from 'rewindable'
import { startProcessManager, startReactor } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { dyingWithItsEffects, noteDeposits, untilTheEnd } from './reacting.ts'

const ada = 'purse:ada'
const twins = [moneyPutIn(1), moneyPutIn(2)].map((event) => ({ ...event, id: 'twin' }))

describe.each(places)('of two events that were given the same id, in $place,', ({ open }) => {
  test('both are recorded, and each effect has a key of its own', async () => {
    const store = await open<PurseEvent>(newName())
    const { noted, keys } = noteDeposits(store, { fromPosition: 1 })
    const { events } = await store.append(ada, twins)
    await eventually(() => expect(noted).toEqual([1, 2]))
    expect(events.map(({ id }) => id)).toEqual(['twin', 'twin'])
    expect(keys).toEqual(['twin/1', 'twin/2'])
  })

  test('each keeps its key after a crash, and in another tab', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    let isDying = false
    const first = noteDeposits(
      dyingWithItsEffects(here, () => isDying),
      { fromPosition: 1 },
      (amount) => {
        isDying = amount === 2
      },
    )
    await there.append(ada, twins)
    await first.reactor.stopped
    const second = noteDeposits(there, { fromPosition: 1 })
    await eventually(() => expect(second.noted).toEqual([2]))
    expect([first.keys, second.keys]).toEqual([['twin/1', 'twin/2'], ['twin/2']])
  })

  test('both are parked when both fail, and each is retried or discarded by its position', async () => {
    const store = await open<PurseEvent>(newName())
    let isFixed = false
    const { reactor, noted } = noteDeposits(store, { fromPosition: 1, tries: 1 }, () => {
      if (!isFixed) throw new RangeError('not wanted')
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

  test('each leads to commands with ids of their own', async () => {
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
    untilTheEnd(startProcessManager(store, process, dispatch, { fromPosition: 1 }))
    await store.append(ada, twins)
    await eventually(() => expect(ids).toHaveLength(4))
    expect(ids).toEqual(['process/twin/1/0', 'process/twin/1/1', 'process/twin/2/0', 'process/twin/2/1'])
  })

  test('a log that lost the parked one does not retry the event that took its place', async () => {
    const store = await open<PurseEvent>(newName())
    const { reactor, noted } = noteDeposits(store, { fromPosition: 1 })
    await store.append(ada, moneyPutIn(1))
    await eventually(async () => expect(await reactor.position()).toBe(1))
    const parked = [{ eventId: 'lost', position: 1, tries: 5, error: 'Error: failed' }]
    await store.checkpoints.update('noting', () => ({ reactor: 'noting', logId: store.logId, position: 1, parked }))
    expect(await reactor.retryParked(1)).toBe(false)
    expect([noted, await reactor.parked()]).toEqual([[1], []])
  })
})

test('the events of a reactor have typed details', async () => {
  const { open } = places[1] ?? expect.fail()
  const store = await open<PurseEvent>(newName())
  const when = {
    MoneyPutIn: async () => {
      throw new RangeError('not wanted')
    },
  }
  const reactor = untilTheEnd(startReactor(store, { name: 'typed', when }, { fromPosition: 1, tries: 1 }))
  const told: string[] = []
  reactor.addEventListener('parked', ({ detail }) => told.push(`${detail.position}: ${detail.error}`))
  reactor.addEventListener('stopped', ({ detail }) => told.push(detail === null ? 'no error' : 'an error'))
  await store.append(ada, moneyPutIn(1))
  await eventually(() => expect(told).toEqual(['1: RangeError: not wanted']))
  await reactor.stop()
  expect(told.at(-1)).toBe('no error')
  // @ts-expect-error: a parked event has no such field
  reactor.addEventListener('parked', ({ detail }) => detail.reason)
})
