import { defineProjection, LiveProjection, LogCorrupted, ProjectionFailed, replaceFromJsonl } from 'rewindable'
import { hostProjections, RemoteProjection } from 'rewindable/worker'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { exportText } from '../export-text.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB, inMemory, newName, places } from '../open-stores.ts'
import { delivered, fileOf, oldLog, openTwo } from './two-tabs.ts'

/** The sum of all deposits. Throws at an amount below 0 or above 1,000. */
const careful = defineProjection<number, BankEvent>({
  name: 'careful',
  initialState: () => 0,
  when: {
    MoneyDeposited: (sum, { data }) => {
      if (data.amount < 0 || data.amount > 1_000) throw new Error(`an amount of ${data.amount}`)
      return sum + data.amount
    },
  },
})

describe.each(places)('failed live projections and replacements in $place', ({ open }) => {
  test.each([
    ['longer', [10, 20, 30, 40]],
    ['shorter', [10]],
    ['empty', []],
  ])('a failed live projection is live again after a replacement by a log that is %s', async (_, amounts) => {
    const name = newName()
    const [store, other] = [await open<BankEvent>(name), await open<BankEvent>(name)]
    for (const amount of [1, 2, -3]) await store.append('account:1', moneyDeposited(amount))
    const lives = [store, other].map((one) => new LiveProjection(one, careful))
    for (const live of lives) onTestFinished(() => live.stop())
    await eventually(() => expect(lives.map(({ status }) => status)).toEqual(['failed', 'failed']))
    await replaceFromJsonl(store, await fileOf(amounts), { allowEmpty: true })
    const sum = amounts.reduce((total, amount) => total + amount, 0)
    const shown = () => lives.map(({ state, position, status, error }) => [state, position, status, error])
    await eventually(() => expect(shown()).toEqual(lives.map(() => [sum, amounts.length, 'live', undefined])))
    expect(lives.map(({ historyId }) => historyId)).toEqual([store.historyId, store.historyId])
    await store.append('account:1', moneyDeposited(5))
    await eventually(() => expect(lives.map(({ state }) => state)).toEqual([sum + 5, sum + 5]))
  })

  test('a live projection shows the last good state of a new log whose events have the old ids', async () => {
    const { store, other } = await openTwo(open)
    const live = new LiveProjection(other, careful)
    onTestFinished(() => live.stop())
    await eventually(() => expect([live.state, live.position]).toEqual([10, 10]))
    await replaceFromJsonl(store, await fileOf([100, -1, ...oldLog.slice(2)], oldLog.length))
    await eventually(() => expect([live.state, live.position, live.status]).toEqual([100, 1, 'failed']))
  })

  test('a failed live projection tries each new log once and ignores later events of the same log', async () => {
    const { store, other } = await openTwo(open)
    const live = new LiveProjection(other, careful)
    onTestFinished(() => live.stop())
    await eventually(() => expect(live.status).toBe('live'))
    const errors: unknown[] = []
    live.addEventListener('error', ({ detail }) => errors.push(detail))
    await replaceFromJsonl(store, await fileOf([100, -1]))
    await eventually(() => expect([live.state, live.position, live.status]).toEqual([100, 1, 'failed']))
    const before = errors.length
    const events = delivered(other)
    await store.append('account:1', moneyDeposited(1))
    await eventually(() => expect(events).toHaveLength(3))
    await live.catchUp().catch(() => {})
    expect(errors).toHaveLength(before + 1)
    expect(live.error).toBeInstanceOf(ProjectionFailed)
  })
})

test.each([
  ['fails after an event', [100, -1], [100, 1]],
  ['fails at the first event', [-1], [0, 0]],
])('a projection in a worker shows the state before the error for a new log that %s', async (_, amounts, shown) => {
  const name = newName()
  const store = await inMemory<BankEvent>(name)
  for (const amount of [1, 2, 3, 4, 5]) await store.append('account:1', moneyDeposited(amount))
  const { port1: worker, port2: self } = new MessageChannel()
  self.start()
  const stopHosting = hostProjections(store, [careful], self)
  const remote = new RemoteProjection(worker, careful)
  onTestFinished(() => {
    remote.stop()
    stopHosting()
    worker.close()
  })
  await eventually(() => expect([remote.state, remote.position, remote.status]).toEqual([15, 5, 'live']))
  await replaceFromJsonl(store, await fileOf(amounts))
  await eventually(() => expect([remote.state, remote.position, remote.status]).toEqual([...shown, 'failed']))
  await replaceFromJsonl(store, await fileOf([7]))
  await eventually(() => expect([remote.state, remote.position, remote.status]).toEqual([7, 1, 'live']))
})

test('a live projection that failed on a damaged log is live again after a backup replaced the log', async () => {
  const name = newName()
  const [store, other] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name)]
  for (const amount of [1, 2, 3]) await store.append('account:1', moneyDeposited(amount))
  const backup = await exportText(store)
  await withRawStore(name, 'commits', (commits) => commits.delete(2))
  const lives = [store, other].map((one) => new LiveProjection(one, careful))
  for (const live of lives) onTestFinished(() => live.stop())
  await eventually(() => expect(lives.map(({ status }) => status)).toEqual(['failed', 'failed']))
  for (const { error } of lives) expect(error).toBeInstanceOf(LogCorrupted)
  await replaceFromJsonl(store, backup)
  await eventually(() =>
    expect(lives.map(({ state, status }) => [state, status])).toEqual(lives.map(() => [6, 'live'])),
  )
})
