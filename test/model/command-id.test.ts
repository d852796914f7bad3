import { handleCommand } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyIn, moneyPutIn, notingPurse, type PurseEvent, purse, putIn, spend } from './purse.ts'
import { interrupted, once, storeWith } from './store-with.ts'

const ada = 'purse:ada'
const commandId = 'command-1'

describe.each(places)('a command with an id, in $place', ({ open }) => {
  test('is recorded once: the second time it is not decided, and returns the first events', async () => {
    const store = await open<PurseEvent>(newName())
    const first = await handleCommand(store, purse, ada, putIn(1, 2), { commandId })
    await handleCommand(store, purse, ada, putIn(10))
    const { noted, notingPurse: decider } = notingPurse()
    const second = await handleCommand(store, decider, ada, putIn(1, 2), { commandId })
    expect(first).toMatchObject({ duplicate: false, version: 2 })
    expect(second).toEqual({ streamId: ada, events: first.events, state: { money: 13 }, version: 3, duplicate: true })
    expect([noted, await store.lastPosition()]).toEqual([[], 3])
  })

  test('does not fail the second time because it succeeded the first time', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, moneyPutIn(100))
    const first = await handleCommand(store, purse, ada, spend(80), { commandId })
    const second = await handleCommand(store, purse, ada, spend(80), { commandId })
    expect(second).toEqual({ ...first, duplicate: true })
    expect(await rejectionOf(handleCommand(store, purse, ada, spend(80), { commandId: 'another' }))).toMatchObject({
      money: 20,
    })
  })

  test('that was refused or decided as nothing was not recorded, and may be tried again', async () => {
    const store = await open<PurseEvent>(newName())
    await rejectionOf(handleCommand(store, purse, ada, spend(80), { commandId }))
    await handleCommand(store, purse, ada, putIn(), { commandId })
    await handleCommand(store, purse, ada, putIn(100))
    const { duplicate, state } = await handleCommand(store, purse, ada, spend(80), { commandId })
    expect([duplicate, state]).toEqual([false, { money: 20 }])
  })

  test('is recorded once when it is doubled at the same time in two tabs', async () => {
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

  test('is found out when the other tab recorded it after the streams were read', async () => {
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

  test('is not decided on its own events when the other tab recorded it before the streams were read', async () => {
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

  test('is found out when the other tab recorded it after the decision', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    await here.append(ada, moneyPutIn(100))
    const other = once(async () => {
      await there.append(ada, moneyPutIn(1))
      await handleCommand(there, purse, ada, spend(80), { commandId })
      await there.append(ada, moneyPutIn(2))
    })
    const { noted, notingPurse: decider } = notingPurse()
    const result = await handleCommand(interrupted(here, other), decider, ada, spend(80), { commandId })
    expect(result).toMatchObject({ duplicate: true, state: { money: 23 }, version: 4, events: [{ streamVersion: 3 }] })
    expect(noted).toEqual([100])
  })
})
