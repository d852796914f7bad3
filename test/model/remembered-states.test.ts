import { openEventStore, ProjectionFailed, replaceFromJsonl } from 'rewindable'
import { defineDecider, handleCommand, handleCommands } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { exportText } from '../export-text.ts'
import { newName, places, untilTheEnd } from '../open-stores.ts'
import { goBackTo, openInterruptible } from '../storage/interruptible-store.ts'
import { moneyPutIn, NotEnough, notingPurse, type PurseEvent, purse, putIn, spend } from './purse.ts'
import { once, openTwoTabs } from './remembering-store.ts'
import { storeWith } from './store-with.ts'

const [ada, grace] = ['purse:ada', 'purse:grace']

/** Its state is a text of the given length. */
const text = defineDecider<{ text: string }, number, PurseEvent>({
  name: 'text',
  initialState: () => ({ text: '' }),
  when: { MoneyPutIn: (_, { data }) => ({ text: 'x'.repeat(data.amount) }) },
  decide: (length) => moneyPutIn(length),
})

test('the second command for a stream does not read the stream', async () => {
  const { storage, here } = openTwoTabs()
  await here.append(ada, Array(1_000).fill(moneyPutIn(1)))
  await handleCommand(here, purse, ada, putIn(1))
  expect(storage.streamReads()).toBeGreaterThan(0)
  const { state, version } = await handleCommand(here, purse, ada, spend(1))
  expect([state, version, storage.streamReads()]).toEqual([{ money: 1_000 }, 1_002, 0])
})

describe.each(places)('a remembered state of a stream that another tab changed, in $place', ({ open }) => {
  async function openBoth() {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const { noted, notingPurse: decider } = notingPurse()
    await handleCommand(here, decider, ada, putIn(100))
    noted.length = 0
    return { here, there, noted, decider }
  }

  test('a command is decided again on the new events, without a wait and without a further try', async () => {
    const { here, there, noted, decider } = await openBoth()
    await there.append(ada, moneyPutIn(7))
    const { state, version } = await handleCommand(here, decider, ada, spend(40), once)
    expect([state, version, noted]).toEqual([{ money: 67 }, 3, [100, 107]])
  })

  test('a command that only the remembered state rejects is recorded', async () => {
    const { here, there, noted, decider } = await openBoth()
    await there.append(ada, moneyPutIn(50))
    expect((await handleCommand(here, decider, ada, spend(150), once)).state).toEqual({ money: 0 })
    expect(noted).toEqual([100, 150])
  })

  test('a command rejects with the error of the current state', async () => {
    const { here, there, decider } = await openBoth()
    await handleCommand(there, purse, ada, spend(90))
    expect(await rejectionOf(handleCommand(here, decider, ada, spend(20), once))).toMatchObject({ money: 10 })
    expect(await rejectionOf(handleCommand(here, decider, ada, spend(200), once))).toMatchObject({ money: 10 })
  })

  test('a rejected command is decided once if the remembered state is the latest one', async () => {
    const { here, noted, decider } = await openBoth()
    expect(await rejectionOf(handleCommand(here, decider, ada, spend(101)))).toBeInstanceOf(NotEnough)
    expect(noted).toEqual([100])
  })

  test('a command without events is decided on the current state', async () => {
    const { here, there } = await openBoth()
    const closing = defineDecider<{ money: number }, null, PurseEvent>({
      ...purse,
      decide: (_, { money }) => (money > 500 ? moneyPutIn(-money) : []),
    })
    await handleCommand(here, closing, ada, null)
    await there.append(ada, moneyPutIn(900))
    expect(await handleCommand(here, closing, ada, null, once)).toMatchObject({ state: { money: 0 }, version: 3 })
    await there.append(ada, moneyPutIn(3))
    expect(await handleCommand(here, closing, ada, null, once)).toMatchObject({ state: { money: 3 }, version: 4 })
  })

  test('handleCommands decides again if a stream without events has changed', async () => {
    const { here, there, noted, decider } = await openBoth()
    await handleCommand(here, decider, grace, putIn(1))
    await there.append(grace, moneyPutIn(1))
    noted.length = 0
    const commands = [
      { streamId: ada, command: putIn(1) },
      { streamId: grace, command: putIn() },
    ]
    expect(await handleCommands(here, decider, commands, once)).toMatchObject([{ version: 2 }, { state: { money: 2 } }])
    expect(noted).toEqual([100, 1, 100, 2])
  })

  test('a repeated command returns its first events and the current state', async () => {
    const { here, there, noted, decider } = await openBoth()
    const first = await handleCommand(there, purse, ada, spend(30), { commandId: 'rent' })
    const second = await handleCommand(here, decider, ada, spend(30), { commandId: 'rent', ...once })
    expect([second, noted]).toEqual([{ ...first, duplicate: true }, []])
  })

  test('a command is decided on the events of a replaced log, even if their number and ids are the same', async () => {
    const { here, there, noted, decider } = await openBoth()
    const edited = (await exportText(here)).replace('"amount":100', '"amount":5')
    await replaceFromJsonl(there, edited)
    expect(await rejectionOf(handleCommand(here, decider, ada, spend(100), once))).toMatchObject({ money: 5 })
    expect((await handleCommand(here, decider, ada, spend(5), once)).state).toEqual({ money: 0 })
    expect(noted.at(-1)).toBe(5)
  })
})

test('a command is decided again if the log is replaced between its decision and its append', async () => {
  const { storage, here, there } = openTwoTabs()
  await handleCommand(here, purse, ada, putIn(100))
  const edited = (await exportText(here)).replace('"amount":100', '"amount":5')
  let isReplaced = false
  storage.beforeAppend = async () => {
    if (!isReplaced) await replaceFromJsonl(there, edited)
    isReplaced = true
  }
  expect(await rejectionOf(handleCommand(here, purse, ada, spend(50), once))).toMatchObject({ money: 5 })
})

test('a command is decided on the events of a rewound log that has as many events as before', async () => {
  const name = newName()
  const { store: purses, interrupt } = await openInterruptible<PurseEvent>(name)
  await handleCommand(purses, purse, ada, putIn(1))
  await handleCommand(purses, purse, ada, putIn(100))
  await goBackTo(name, 1)
  const other = untilTheEnd(await openEventStore<PurseEvent>(name))
  await other.append(ada, moneyPutIn(5))
  interrupt()
  expect((await handleCommand(purses, purse, ada, spend(6), once)).state).toEqual({ money: 0 })
})

test('a command that has to open a new connection for its read succeeds in its first try', async () => {
  const { store, connections } = await openInterruptible<PurseEvent>(newName())
  await store.append(ada, moneyPutIn(1))
  // As in a frozen page, no event reports this.
  connections.at(-1)?.close()
  expect((await handleCommand(store, purse, ada, putIn(1), once)).version).toBe(2)
})

test('deciders from one function that capture different variables never share a state', async () => {
  const { here } = openTwoTabs()
  const worth = (factor: number) =>
    defineDecider<{ money: number }, ReturnType<typeof putIn>, PurseEvent>({
      ...purse,
      when: {
        MoneyPutIn: (purse, { data }) => {
          purse.money += factor * data.amount
        },
      },
    })
  const [one, ten] = [worth(1), worth(10)]
  for (const times of [1, 2, 3]) {
    expect((await handleCommand(here, one, ada, putIn(1))).state.money).toBe(2 * times - 1)
    expect((await handleCommand(here, ten, ada, putIn(1))).state.money).toBe(10 * 2 * times)
  }
})

test('a state whose handler threw is not used again', async () => {
  const { here } = openTwoTabs()
  let isBroken = false
  const fragile = defineDecider<{ money: number }, ReturnType<typeof putIn>, PurseEvent>({
    ...purse,
    when: {
      MoneyPutIn: (purse, { data }) => {
        purse.money += data.amount
        if (isBroken) throw new RangeError('a mistake in the handler')
      },
    },
  })
  await handleCommand(here, fragile, ada, putIn(1))
  isBroken = true
  expect(await rejectionOf(handleCommand(here, fragile, ada, putIn(2)))).toBeInstanceOf(ProjectionFailed)
  isBroken = false
  expect(await handleCommand(here, fragile, ada, putIn(4))).toMatchObject({ state: { money: 7 }, version: 3 })
})

test('changes that `decide` makes to a remembered state have no effect', async () => {
  const { here } = openTwoTabs()
  const spoiling = defineDecider<{ money: number }, number, PurseEvent>({
    ...purse,
    decide: (amount, state) => {
      state.money = 1_000_000
      return moneyPutIn(amount)
    },
  })
  const states = []
  for (const amount of [1, 2, 3]) states.push((await handleCommand(here, spoiling, ada, amount)).state)
  expect(states).toEqual([{ money: 1 }, { money: 3 }, { money: 6 }])
})

test('a fork and its origin have separate states', async () => {
  const { fork } = await import('rewindable/time-travel')
  const { here } = openTwoTabs()
  await handleCommand(here, purse, ada, putIn(100))
  const whatIf = untilTheEnd(await fork(here))
  expect((await handleCommand(whatIf, purse, ada, spend(30))).state).toEqual({ money: 70 })
  expect((await handleCommand(here, purse, ada, spend(1))).state).toEqual({ money: 99 })
  expect((await handleCommand(whatIf, purse, ada, spend(1))).state).toEqual({ money: 69 })
})

test('a store remembers the states of the latest 1,000 streams', async () => {
  const { storage, here } = openTwoTabs()
  for (let number = 0; number <= 1_000; number += 1) await handleCommand(here, purse, `purse:${number}`, putIn(1))
  storage.streamReads()
  for (const number of [1_000, 1]) await handleCommand(here, purse, `purse:${number}`, putIn(1))
  expect(storage.streamReads()).toBe(0)
  await handleCommand(here, purse, 'purse:0', putIn(1))
  expect(storage.streamReads()).toBeGreaterThan(0)
})

test('a store forgets old states when the states need more than 32 MiB, but keeps the latest one', async () => {
  const { storage, here } = openTwoTabs()
  for (const streamId of ['a', 'b', 'c']) await handleCommand(here, text, streamId, 7_000_000)
  storage.streamReads()
  await handleCommand(here, text, 'a', 1)
  expect(storage.streamReads()).toBeGreaterThan(0)
  await handleCommand(here, text, 'c', 18_000_000)
  await handleCommand(here, text, 'c', 18_000_000)
  await handleCommand(here, text, 'c', 18_000_000)
  expect(storage.streamReads()).toBe(0)
})

test('a store forgets old states of more than 500 events when the states need more than 32 MiB', async () => {
  const { storage, here } = openTwoTabs()
  for (const streamId of ['a', 'b', 'c']) {
    await here.append(streamId, Array(600).fill(moneyPutIn(1)))
    await handleCommand(here, text, streamId, 7_000_000)
  }
  storage.streamReads()
  await handleCommand(here, text, 'a', 1)
  expect(storage.streamReads()).toBeGreaterThan(0)
})

test('an object that wraps a store has no memory, and reads the stream for each command', async () => {
  const { storage, here } = openTwoTabs()
  const wrapped = storeWith(here, {})
  await handleCommand(wrapped, purse, ada, putIn(1))
  storage.streamReads()
  await handleCommand(wrapped, purse, ada, putIn(1))
  expect(storage.streamReads()).toBeGreaterThan(0)
})
