import { handleCommand } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyIn, moneyPutIn, notingPurse, type PurseEvent, purse, putIn, spend } from './purse.ts'
import { beforeEachAppend, once, storeWith } from './store-with.ts'

const ada = 'purse:ada'
const commandId = 'command-1'

describe.each(places)('a command with an id, in $place', ({ open }) => {
  test('a repeated command is not decided again and returns its first events', async () => {
    const store = await open<PurseEvent>(newName())
    const first = await handleCommand(store, purse, ada, putIn(1, 2), { commandId })
    await handleCommand(store, purse, ada, putIn(10))
    const { noted, notingPurse: decider } = notingPurse()
    const second = await handleCommand(store, decider, ada, putIn(1, 2), { commandId })
    expect(first).toMatchObject({ duplicate: false, version: 2 })
    expect(second).toEqual({ streamId: ada, events: first.events, state: { money: 13 }, version: 3, duplicate: true })
    expect([noted, await store.lastPosition()]).toEqual([[], 3])
  })

  test('a repeated command resolves although its rule would now reject the command', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, moneyPutIn(100))
    const first = await handleCommand(store, purse, ada, spend(80), { commandId })
    const second = await handleCommand(store, purse, ada, spend(80), { commandId })
    expect(second).toEqual({ ...first, duplicate: true })
    expect(await rejectionOf(handleCommand(store, purse, ada, spend(80), { commandId: 'another' }))).toMatchObject({
      money: 20,
    })
  })

  test('a command that threw or decided nothing can be retried with the same id', async () => {
    const store = await open<PurseEvent>(newName())
    await rejectionOf(handleCommand(store, purse, ada, spend(80), { commandId }))
    await handleCommand(store, purse, ada, putIn(), { commandId })
    await handleCommand(store, purse, ada, putIn(100))
    const { duplicate, state } = await handleCommand(store, purse, ada, spend(80), { commandId })
    expect([duplicate, state]).toEqual([false, { money: 20 }])
  })

  test('a command that two tabs send at the same time is recorded once', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    await here.append(ada, moneyPutIn(100))
    for (let round = 1; round <= 5; round += 1) {
      const handled = [here, there, here, there].map((store) =>
        handleCommand(store, purse, ada, spend(20), { commandId: `command-${round}`, delay: () => 0 }),
      )
      const results = await Promise.all(handled)
      expect(results.map(({ events }) => events.map(({ streamVersion }) => streamVersion))).toEqual(
        Array(4).fill([round + 1]),
      )
      expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    }
    expect(await moneyIn(here, ada)).toBe(0)
  })

  test('a command that another tab records after the read of the streams is a duplicate', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    await here.append(ada, moneyPutIn(100))
    const other = once(async () => {
      await there.append(ada, moneyPutIn(1))
      await handleCommand(there, purse, ada, spend(80), { commandId })
    })
    const readCommand: typeof here.readCommand = async (id) => {
      await other()
      return here.readCommand(id)
    }
    const { noted, notingPurse: decider } = notingPurse()
    const result = await handleCommand(storeWith(here, { readCommand }), decider, ada, spend(80), { commandId })
    expect(result).toMatchObject({ duplicate: true, state: { money: 21 }, version: 3, events: [{ streamVersion: 3 }] })
    expect(noted).toEqual([])
  })

  test('a command that another tab recorded before the read of the streams is not decided again', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    await here.append(ada, moneyPutIn(100))
    const other = once(() => handleCommand(there, purse, ada, spend(80), { commandId }))
    const readStream: typeof here.readStream = async (streamId, options) => {
      await other()
      return here.readStream(streamId, options)
    }
    const result = await handleCommand(storeWith(here, { readStream }), purse, ada, spend(80), { commandId })
    expect(result).toMatchObject({ duplicate: true, state: { money: 20 }, version: 2 })
  })

  test('a command that another tab records after the decision is a duplicate', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    await here.append(ada, moneyPutIn(100))
    const other = once(async () => {
      await there.append(ada, moneyPutIn(1))
      await handleCommand(there, purse, ada, spend(80), { commandId })
      await there.append(ada, moneyPutIn(2))
    })
    const { noted, notingPurse: decider } = notingPurse()
    const result = await handleCommand(beforeEachAppend(here, other), decider, ada, spend(80), { commandId })
    expect(result).toMatchObject({ duplicate: true, state: { money: 23 }, version: 4, events: [{ streamVersion: 3 }] })
    expect(noted).toEqual([100])
  })
})
