import { type EventStore, Projection } from 'rewindable'
import { fork } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { accounts } from '../../examples/account-rows.ts'
import { accountOpened, accountStream, type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import type { Snapshot } from '../derived-types.ts'
import { newName, type Open, places, untilTheEnd } from '../open-stores.ts'

const count = 6_000
const nameOfRows = 'accounts\u0000rows'
const firstStream = accountStream('0')

/** Opens a store with many accounts, and folds and stores their rows. */
async function openWithSnapshot(open: Open) {
  const store = await open<BankEvent>(newName())
  const opened = Array.from({ length: count }, (_, index) => ({
    streamId: accountStream(`${index}`),
    events: [accountOpened('Ann', index)],
  }))
  await store.appendBatch(opened)
  const projection = new Projection(store, accounts)
  await projection.catchUp()
  await projection.saveSnapshot()
  return { store, projection }
}

const documentsOf = (store: EventStore<BankEvent>): Promise<number[]> => store.snapshots.list(nameOfRows)

/** Returns the rows after a start from a snapshot. `undefined`: no snapshot was valid. */
async function restored(store: EventStore<BankEvent>) {
  const projection = new Projection(store, accounts)
  return (await projection.loadSnapshot()) ? projection.state : undefined
}

describe.each(places)('snapshots of a collection in $place', ({ open }) => {
  test('a later snapshot stores only the documents with changed rows, and both snapshots restore their rows', async () => {
    const { store, projection } = await openWithSnapshot(open)
    const before = new Set(await documentsOf(store))
    expect(before.size).toBeGreaterThan(1)
    await store.append(firstStream, moneyDeposited(5))
    await projection.catchUp()
    await projection.saveSnapshot()
    const added = (await documentsOf(store)).filter((id) => !before.has(id))
    expect(added).toHaveLength(1)
    expect([...((await restored(store)) ?? [])]).toEqual([...projection.state])
    await store.snapshots.drop('accounts', [count + 1])
    const earlier = await restored(store)
    expect(earlier?.size).toBe(count)
    expect(earlier?.get(firstStream)?.balance).toBe(0)
  })

  test('documents that no snapshot uses are dropped', async () => {
    const { store, projection } = await openWithSnapshot(open)
    await store.snapshots.drop('accounts', [count])
    await store.append(firstStream, moneyDeposited(5))
    await projection.catchUp()
    await projection.saveSnapshot()
    const snapshot = await store.snapshots.latest('accounts', Infinity)
    expect(new Set(await documentsOf(store))).toEqual(new Set(snapshot?.rows))
  })

  test('a document that was dropped is stored again by the next snapshot', async () => {
    const { store, projection } = await openWithSnapshot(open)
    await store.snapshots.drop(nameOfRows)
    await store.append(firstStream, moneyDeposited(5))
    await projection.catchUp()
    await projection.saveSnapshot()
    expect([...((await restored(store)) ?? [])]).toEqual([...projection.state])
  })

  test.each<[string, (document: Snapshot) => Snapshot | undefined]>([
    ['missing', () => undefined],
    ['damaged', (document) => ({ ...document, state: new Map([['account:0', { owner: 'Eve', balance: 9 }]]) })],
    ['without rows', ({ checksum: _, ...document }) => ({ ...document, state: null })],
  ])('a snapshot whose document is %s is ignored, and the rows are folded from the log', async (_, damage) => {
    const { store, projection } = await openWithSnapshot(open)
    const [id = 0] = await documentsOf(store)
    const document = await store.snapshots.latest(nameOfRows, id)
    const changed = document && damage(document)
    if (changed) await store.snapshots.save(changed)
    else await store.snapshots.drop(nameOfRows, [id])
    expect(await restored(store)).toBeUndefined()
    const folded = new Projection(store, accounts)
    await folded.loadSnapshot()
    await folded.catchUp()
    expect([...folded.state]).toEqual([...projection.state])
  })

  test('a snapshot with the documents of another snapshot is ignored', async () => {
    const { store } = await openWithSnapshot(open)
    const snapshot = await store.snapshots.latest('accounts', count)
    if (snapshot) await store.snapshots.save({ ...snapshot, rows: snapshot.rows?.slice(1) ?? [] })
    expect(await restored(store)).toBeUndefined()
  })

  test('a fork begins with the snapshot of its origin', async () => {
    const { store, projection } = await openWithSnapshot(open)
    const forked = untilTheEnd(await fork(store))
    expect([...((await restored(forked)) ?? [])]).toEqual([...projection.state])
    await forked.append(firstStream, moneyDeposited(5))
    const folded = new Projection(forked, accounts)
    await folded.loadSnapshot()
    await folded.catchUp()
    await folded.saveSnapshot()
    expect((await restored(forked))?.get(firstStream)?.balance).toBe(5)
  })
})
