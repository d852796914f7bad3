import { type EventStore, openMemoryEventStore, reconstructState } from 'rewindable'
import { fork } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { bankHistory } from '../../demo/bank-history.ts'
import { onItsWay } from '../../demo/bank-state.ts'
import { linesOfOtherWay } from '../../demo/chart/other-way.ts'
import { scaleFor } from '../../demo/chart/scale.ts'
import { type Choice, rangeOf, widest } from '../../demo/chart/series.ts'
import {
  accountOpened,
  type BankEvent,
  moneyDeposited,
  moneyWithdrawn,
  transferReceived,
  transferSent,
} from '../../examples/bank-account.ts'

describe('the chart lines of a fork', () => {
  test('the line of a fork begins at the first event that differs from the log', async () => {
    const store = await bank()
    // The fork omits the deposit of 50, which is event 3 of 6.
    expect(await lines(store, 3, 'total')).toEqual([{ accountId: undefined, starts: 2 }])
    expect(await lines(store, 3, 'account:1')).toEqual([{ accountId: '1', starts: 2 }])
  })

  test('the chart draws fork lines only for accounts and totals with another final balance', async () => {
    const store = await bank()
    expect(await lines(store, 3, 'all')).toEqual([
      { accountId: undefined, starts: 2 },
      { accountId: '1', starts: 2 },
    ])
    // The fork omits the sent half of a transfer, which changes only the account of the sender.
    expect(await lines(store, 5, 'all')).toEqual([{ accountId: '1', starts: 4 }])
  })

  test('the line of a fork without new events keeps its level', async () => {
    const store = await bank()
    const stopped = await fork(store, { at: 3 })
    const history = await reconstructState(stopped, bankHistory)
    const live = await reconstructState(store, bankHistory)
    const scale = scaleOf(live)
    const [total] = await linesOfOtherWay({ at: 3, without: undefined, history }, live, 'total', scale)
    expect(total?.path.start).toBe(scale.x(at(live.entries, 3)))
    const level = Math.round(scale.y(155) * 10) / 10
    expect(total?.path.until(100)).toMatch(new RegExp(`^M[\\d.]+ ${level}H[\\d.]+V${level}H100$`))
  })
})

test('a fork without one half of a transfer has money in transit, positive or negative', async () => {
  const store = await bank()
  const bankWithout = async (position: number) => reconstructState(await forkWithout(store, position), bankHistory)
  expect(onItsWay(await bankWithout(6))).toBe(20)
  expect(onItsWay(await bankWithout(5))).toBe(-20)
})

test('the range of the chart covers the log and the fork, including negative balances', async () => {
  const store = await bank()
  const live = await reconstructState(store, bankHistory)
  const poorer = await reconstructState(await forkWithout(store, 3), bankHistory)
  expect(widest([await rangeOf(live, 'all'), await rangeOf(poorer, 'all')])).toEqual({ lowest: -50, highest: 155 })
})

/** Events: 1: Ada opens with 100. 2: Grace opens with 5. 3: Ada +50. 4: Ada −130. 5 and 6: Ada sends 20 to Grace. */
async function bank(): Promise<EventStore<BankEvent>> {
  let now = 0
  const store = await openMemoryEventStore<BankEvent>({ now: () => (now += 1_000) })
  await store.append('account:1', accountOpened('Ada', 100))
  await store.append('account:2', accountOpened('Grace', 5))
  await store.append('account:1', moneyDeposited(50))
  await store.append('account:1', moneyWithdrawn(130))
  await store.appendBatch([
    { streamId: 'account:1', events: [transferSent('2', 20)] },
    { streamId: 'account:2', events: [transferReceived('1', 20)] },
  ])
  return store
}

type History = ReturnType<typeof bankHistory.initialState>

function scaleOf({ entries }: History) {
  const view = { width: 600, height: 200, spread: 'events', lowest: 0, highest: 200, beside: entries } as const
  return scaleFor(entries, view)
}

function at(entries: History['entries'], position: number) {
  return entries.lastUpTo(position) ?? expect.unreachable(`Expected an entry up to position ${position}, found none.`)
}

async function forkWithout(store: EventStore<BankEvent>, position: number) {
  for await (const event of store.readAll({ fromPosition: position })) return fork(store, { without: [event] })
  return expect.unreachable(`Expected an event at position ${position}, found none.`)
}

/** Returns the drawn lines, each with the position of the event after which it begins. */
async function lines(store: EventStore<BankEvent>, leftOut: number, choice: Choice) {
  const other = await forkWithout(store, leftOut)
  const live = await reconstructState(store, bankHistory)
  const history = await reconstructState(other, bankHistory)
  const scale = scaleOf(live)
  const drawn = await linesOfOtherWay({ at: other.at, without: other.without[0], history }, live, choice, scale)
  const starts = (x: number | undefined) => [...live.entries].find((entry) => scale.x(entry) === x)?.position
  return drawn.map(({ accountId, path }) => ({ accountId, starts: starts(path.start) }))
}
