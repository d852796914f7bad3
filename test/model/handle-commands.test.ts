import { handleCommands } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyIn, moneyPutIn, NotEnough, notingPurse, type PurseEvent, purse, putIn, spend } from './purse.ts'
import { beforeEachAppend, once } from './store-with.ts'

const [ada, grace] = ['purse:ada', 'purse:grace']

/** Two commands that move money from Ada to Grace. */
const handedOver = (amount: number) => [
  { streamId: ada, command: spend(amount) },
  { streamId: grace, command: putIn(amount) },
]

describe.each(places)('commands for two streams, in $place', ({ open }) => {
  test('handleCommands records all commands in one commit and returns a result for each', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, moneyPutIn(100))
    const commits: number[] = []
    const results = await handleCommands(
      beforeEachAppend(store, async () => commits.push(await store.lastPosition())),
      purse,
      handedOver(30),
    )
    expect(results).toMatchObject([
      { streamId: ada, state: { money: 70 }, version: 2, duplicate: false, events: [{ globalPosition: 2 }] },
      { streamId: grace, state: { money: 30 }, version: 1, duplicate: false, events: [{ globalPosition: 3 }] },
    ])
    expect(results.map(({ events }) => events.length)).toEqual([1, 1])
    expect(commits).toEqual([1])
  })

  test('handleCommands records nothing when one command is rejected', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, moneyPutIn(100))
    const commands = handedOver(101).reverse()
    expect(await rejectionOf(handleCommands(store, purse, commands))).toBeInstanceOf(NotEnough)
    expect(await store.lastPosition()).toBe(1)
  })

  test('handleCommands decides all commands again when one stream has new events', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    await here.append(ada, moneyPutIn(100))
    const { noted, notingPurse: decider } = notingPurse()
    const store = beforeEachAppend(
      here,
      once(() => there.append(grace, moneyPutIn(7))),
    )
    await handleCommands(store, decider, handedOver(30), { delay: () => 0 })
    expect(noted).toEqual([100, 0, 100, 7])
    expect([await moneyIn(here, ada), await moneyIn(here, grace)]).toEqual([70, 37])
  })

  test('handleCommands leaves out a stream for which nothing was decided', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, moneyPutIn(100))
    const commands = [
      { streamId: ada, command: putIn() },
      { streamId: grace, command: putIn(1) },
    ]
    expect(await handleCommands(store, purse, commands)).toMatchObject([
      { events: [], state: { money: 100 }, version: 1 },
      { events: [{ streamId: grace }], state: { money: 1 }, version: 1 },
    ])
    expect(await store.lastPosition()).toBe(2)
  })

  test('handleCommands records several commands with one command id once', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, moneyPutIn(100))
    const first = await handleCommands(store, purse, handedOver(60), { commandId: 'rent' })
    const second = await handleCommands(store, purse, handedOver(60), { commandId: 'rent' })
    expect(second).toEqual(first.map((result) => ({ ...result, duplicate: true })))
    expect(await store.lastPosition()).toBe(3)
  })

  test('handleCommands rejects a stream that occurs twice, and an empty list', async () => {
    const store = await open<PurseEvent>(newName())
    const { noted, notingPurse: decider } = notingPurse()
    const invalid = { code: 'InvalidArgument', argument: 'commands' }
    const twice = [...handedOver(0), { streamId: ada, command: putIn(1) }]
    expect(await rejectionOf(handleCommands(store, decider, twice))).toMatchObject(invalid)
    expect(await rejectionOf(handleCommands(store, decider, []))).toMatchObject(invalid)
    expect(noted).toEqual([])
  })
})
