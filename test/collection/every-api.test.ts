import { LiveProjection, Projection, type ProjectionDefinition, type Rows, reconstructState } from 'rewindable'
import { scenario } from 'rewindable/testing'
import { fork, stateChanges, Timeline } from 'rewindable/time-travel'
import { hostProjections, RemoteProjection } from 'rewindable/worker'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type AccountRow, accounts } from '../../examples/account-rows.ts'
import {
  accountClosed,
  accountOpened,
  type BankEvent,
  moneyDeposited,
  moneyWithdrawn,
} from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { inMemory, newName, type Open, places, untilTheEnd } from '../open-stores.ts'

const [first, second] = ['account:1', 'account:2']
const afterFour = [
  [first, { owner: 'Ann', balance: 90 }],
  [second, { owner: 'Bob', balance: 5 }],
]

/** Opens a store with four events: two accounts are opened, and the first gets 20 and loses 30. */
async function openAccounts(open: Open = inMemory) {
  const store = await open<BankEvent>(newName())
  await store.append(first, accountOpened('Ann', 100))
  await store.append(second, accountOpened('Bob', 5))
  await store.append(first, [moneyDeposited(20), moneyWithdrawn(30)])
  return store
}

describe.each(places)('a collection in $place', ({ open }) => {
  test('a projection of a collection folds rows in the order of their keys', async () => {
    const projection = new Projection(await openAccounts(open), accounts)
    await projection.catchUp()
    expect([...projection.state]).toEqual(afterFour)
    expect([...projection.state.keys()]).toEqual([first, second])
    expect([...projection.state.values()]).toEqual(afterFour.map(([, row]) => row))
    expect(projection.state.size).toBe(2)
    expect([projection.state.has(first), projection.state.has('account:3')]).toEqual([true, false])
  })

  test('a live projection of a collection shows each event, and keeps the identity of the other rows', async () => {
    const store = await openAccounts(open)
    const live = new LiveProjection(store, accounts)
    onTestFinished(() => live.stop())
    const states: Rows<AccountRow>[] = []
    live.subscribe((rows) => states.push(rows))
    await live.catchUp()
    await store.append(first, moneyDeposited(1))
    await eventually(() => expect(live.position).toBe(5))
    const [before, after] = states.slice(-2)
    expect(after?.get(first)).toEqual({ owner: 'Ann', balance: 91 })
    expect(after?.get(second)).toBe(before?.get(second))
    expect(before?.get(first)).toEqual({ owner: 'Ann', balance: 90 })
  })

  test('an event that changes no row keeps the rows', async () => {
    const store = await openAccounts(open)
    const projection = new Projection(store, accounts)
    await projection.catchUp()
    const before = projection.state
    await store.append(first, moneyDeposited(0))
    await projection.catchUp()
    expect(projection.state).toBe(before)
  })

  test('a timeline of a collection seeks forward and backward, and unchanged rows keep their identity', async () => {
    const store = await openAccounts(open)
    const timeline = new Timeline(store, accounts)
    onTestFinished(() => timeline.stop())
    await timeline.seek(4)
    const last = timeline.getSnapshot().state
    expect([...last]).toEqual(afterFour)
    await timeline.step(-1)
    const earlier = timeline.getSnapshot().state
    expect([...earlier]).toEqual([[first, { owner: 'Ann', balance: 120 }], afterFour[1]])
    await timeline.step(1)
    expect([...timeline.getSnapshot().state]).toEqual(afterFour)
    await timeline.seek(0)
    expect([...timeline.getSnapshot().state]).toEqual([])
    expect([...last]).toEqual(afterFour)
  })

  test('a timeline of a collection finds the last event that changed a row, or a field of it', async () => {
    const store = await openAccounts(open)
    const timeline = new Timeline(store, accounts)
    onTestFinished(() => timeline.stop())
    await timeline.seek(4)
    expect((await timeline.lastChange([first, 'balance']))?.globalPosition).toBe(4)
    expect((await timeline.lastChange([second]))?.globalPosition).toBe(2)
    expect((await timeline.lastChange([]))?.globalPosition).toBe(4)
    expect(await timeline.lastChange(['account:3'])).toBeUndefined()
  })

  test('a fork folds its own events into the rows of its origin', async () => {
    const store = await openAccounts(open)
    const forked = untilTheEnd(await fork(store, { at: 2 }))
    await forked.append(second, accountClosed())
    const projection = new Projection(forked, accounts)
    await projection.catchUp()
    expect([...projection.state]).toEqual([[first, { owner: 'Ann', balance: 100 }]])
  })

  test('reconstructState returns the rows at a position', async () => {
    const rows = await reconstructState(await openAccounts(open), accounts, { atPosition: 3 })
    expect(rows.get(first)).toEqual({ owner: 'Ann', balance: 120 })
  })

  test('a snapshot of a collection restores rows with their indexes', async () => {
    const store = await openAccounts(open)
    const projection = new Projection(store, accounts)
    await projection.catchUp()
    await projection.saveSnapshot()
    const restored = new Projection(store, accounts)
    expect(await restored.loadSnapshot()).toBe(true)
    expect([...restored.state]).toEqual(afterFour)
    expect(restored.state.by('byOwner', { equals: 'Bob' })).toEqual([afterFour[1]])
    await store.append(second, accountClosed())
    await restored.catchUp()
    expect([...restored.state]).toEqual([afterFour[0]])
  })
})

test('a remote projection of a collection shows rows in the page', async () => {
  const store = await openAccounts()
  const { port1: worker, port2: self } = new MessageChannel()
  self.start()
  const stopHosting = hostProjections(store, [accounts], self)
  const remote = new RemoteProjection(worker, accounts)
  onTestFinished(() => {
    remote.stop()
    stopHosting()
    worker.close()
  })
  await eventually(() => expect(remote.status).toBe('live'))
  expect([...remote.state]).toEqual(afterFour)
  await store.append(first, moneyDeposited(1))
  await eventually(() => expect(remote.state.by('byBalance', { from: 91 })).toHaveLength(1))
})

test('stateChanges reports the rows that differ, and the fields in them', async () => {
  const store = await openAccounts()
  const states = []
  for (const atPosition of [1, 3]) states.push(await reconstructState(store, accounts, { atPosition }))
  expect(stateChanges(states[0], states[1])).toEqual([
    { kind: 'added', path: [second], after: { owner: 'Bob', balance: 5 } },
    { kind: 'changed', path: [first, 'balance'], before: 100, after: 120 },
  ])
  expect(stateChanges(states[1], states[0])).toMatchObject([{ kind: 'removed' }, { kind: 'changed' }])
})

describe('a scenario of a collection', () => {
  const given = [accountOpened('Ann', 10), moneyDeposited(5)]
  const row = { owner: 'Ann', balance: 15 }

  test('a scenario of a collection accepts the expected rows as a map or as an object', () => {
    scenario(accounts, { given, then: new Map([['stream', row]]) })
    scenario(accounts, { given, then: { stream: row } })
  })

  test('a scenario of a collection fails with a line for each row that differs', () => {
    const failing = () => scenario(accounts, { given, then: { stream: { owner: 'Ann', balance: 16 } } })
    expect(failing).toThrow('- stream: { owner: "Ann", balance: 16 }')
    expect(failing).toThrow('+ stream: { owner: "Ann", balance: 15 }')
    expect(() => scenario(accounts, { given, then: new Map() })).toThrow('+ stream:')
  })
})

test('JSON of rows is an object with a property for each row', async () => {
  const rows = await reconstructState(await openAccounts(), accounts)
  expect(JSON.parse(JSON.stringify(rows))).toEqual(Object.fromEntries(afterFour))
})

test('a collection is a projection of rows', () => {
  const definition: ProjectionDefinition<Rows<AccountRow>, BankEvent> = accounts
  expect(definition.name).toBe('accounts')
})
