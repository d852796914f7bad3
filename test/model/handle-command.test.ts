import { openMemoryEventStore } from 'rewindable'
import { handleCommand } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, NotEnough, notingPurse, type PurseEvent, purse, putIn, spend } from './purse.ts'
import { storeWith } from './store-with.ts'

const ada = 'purse:ada'

describe.each(places)('handleCommand, in $place', ({ open }) => {
  test('a command records the decided event and returns it with the new state and version', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, moneyPutIn(100))
    const result = await handleCommand(store, purse, ada, spend(30))
    expect(result).toMatchObject({ streamId: ada, state: { money: 70 }, version: 2, duplicate: false })
    expect(result.events).toEqual((await store.readStream(ada, { fromVersion: 2 })).events)
    expect(result.events).toMatchObject([{ type: 'MoneySpent', data: { amount: 30 }, globalPosition: 2 }])
  })

  test('a command can record several events', async () => {
    const store = await open<PurseEvent>(newName())
    const { events, state, version } = await handleCommand(store, purse, ada, putIn(1, 2, 3))
    expect(events.map(({ data }) => data.amount)).toEqual([1, 2, 3])
    expect([state, version]).toEqual([{ money: 6 }, 3])
  })

  test.each([
    ['undefined', spend(0)],
    ['an empty list', putIn()],
  ])('a command that is decided as %s appends nothing and resolves', async (_, command) => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, moneyPutIn(100))
    const result = await handleCommand(store, purse, ada, command)
    expect(result).toEqual({ streamId: ada, events: [], state: { money: 100 }, version: 1, duplicate: false })
    expect(await store.lastPosition()).toBe(1)
  })

  test('a command is decided only on its own stream', async () => {
    const store = await open<PurseEvent>(newName())
    const { noted, notingPurse: decider } = notingPurse()
    await store.append('purse:grace', moneyPutIn(1_000))
    await store.append(ada, moneyPutIn(5))
    const refused = await rejectionOf(handleCommand(store, decider, ada, spend(6)))
    expect(refused).toMatchObject({ money: 5, amount: 6 })
    expect(noted).toEqual([5])
  })

  test('a command rejects with the same error that decide threw, and nothing is written', async () => {
    const store = await open<PurseEvent>(newName())
    for (const thrown of [new NotEnough(0, 1), 'just a text', undefined]) {
      const decide = (): never => {
        throw thrown
      }
      expect(await rejectionOf(handleCommand(store, { ...purse, decide }, ada, spend(1)))).toBe(thrown)
    }
    expect(await store.lastPosition()).toBe(0)
  })

  test('a command rejects with the error of the store', async () => {
    const store = await open<PurseEvent>(newName())
    const refused = rejectionOf(handleCommand(store, purse, ada, putIn(Number.NaN)))
    expect(await refused).toMatchObject({ code: 'InvalidEvent', path: 'data.amount' })
    expect(await rejectionOf(handleCommand(store, purse, '', putIn(1)))).toMatchObject({ code: 'InvalidArgument' })
    await store.close()
    expect(await rejectionOf(handleCommand(store, purse, ada, putIn(1)))).toMatchObject({ code: 'StoreClosed' })
  })

  test('an aborted command is not decided, and a command that is aborted during its decision is not written', async () => {
    const store = await open<PurseEvent>(newName())
    const { noted, notingPurse: decider } = notingPurse()
    const reason = new Error('aborted by the test')
    const aborted = AbortSignal.abort(reason)
    expect(await rejectionOf(handleCommand(store, decider, ada, putIn(1), { signal: aborted }))).toBe(reason)
    expect(noted).toEqual([])

    const controller = new AbortController()
    const decide: typeof purse.decide = () => {
      controller.abort(reason)
      return moneyPutIn(1)
    }
    const { signal } = controller
    expect(await rejectionOf(handleCommand(store, { ...purse, decide }, ada, putIn(1), { signal }))).toBe(reason)
    expect(await store.lastPosition()).toBe(0)
  })

  test.each([
    ['tries', 0],
    ['tries', 1.5],
    ['snapshots', 0],
    ['durability', 'hard'],
    ['commandId', ''],
    ['comandId', 'misspelt'],
    ['expectedVersion', 1],
  ])('a command with the option %s: %j rejects with InvalidArgument', async (option, value) => {
    const store = await open<PurseEvent>(newName())
    const { noted, notingPurse: decider } = notingPurse()
    const refused = await rejectionOf(handleCommand(store, decider, ada, putIn(1), { [option]: value }))
    expect(refused).toMatchObject({ code: 'InvalidArgument', argument: option })
    expect(noted).toEqual([])
  })
})

test('handleCommand passes the durability to the store', async () => {
  const seen: unknown[] = []
  const memory = await openMemoryEventStore<PurseEvent>()
  const store = storeWith(memory, {
    appendBatch: async (appends, options) => {
      seen.push(options?.durability)
      return memory.appendBatch(appends, options)
    },
  })
  await handleCommand(store, purse, ada, putIn(1))
  await handleCommand(store, purse, ada, putIn(1), { durability: 'strict' })
  await handleCommand(store, purse, ada, putIn(1), { durability: 'strict', commandId: 'command-1' })
  expect(seen).toEqual(['default', 'strict', 'strict'])
})

test('handleCommand rejects an invalid number of events between snapshots', async () => {
  const store = await openMemoryEventStore<PurseEvent>()
  const rejected = await rejectionOf(handleCommand(store, purse, 'purse:ada', putIn(1), { snapshots: { every: 0 } }))
  expect(rejected).toMatchObject({ code: 'InvalidArgument', argument: 'every' })
  expect(await store.lastPosition()).toBe(0)
})
