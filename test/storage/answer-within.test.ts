import {
  AppendOutcomeUnknown,
  type EventStore,
  importJsonl,
  openEventStore,
  StorageFailed,
  StoreBlocked,
} from 'rewindable'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { exportText } from '../export-text.ts'
import { asking, ending, opening } from '../faults/database-faults.ts'
import { type Fault, type FaultyIndexedDB, faultyIndexedDB } from '../faults/faulty-indexeddb.ts'
import { openRaw } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { useFakeTime, useFakeTimers } from './fake-time.ts'
import { nextVersion } from './next-version.ts'

const openTimeout = 5_000
const responseTimeout = 30_000

/** Returns an IndexedDB whose `at`-th operation is faulty, counted from the opening. */
function faulty(at: number, fault: Fault, later?: Fault): FaultyIndexedDB {
  const found = faultyIndexedDB({ at, fault, ...(later && { later }) })
  onTestFinished(() => found.endFault())
  return found
}

async function open(
  { indexedDB }: Pick<FaultyIndexedDB, 'indexedDB'>,
  name = newName(),
): Promise<EventStore<BankEvent>> {
  return untilTheEnd(
    await openEventStore<BankEvent>(name, { indexedDB, openTimeout, responseTimeout, pollInterval: 0 }),
  )
}

/** Opens a store while fake time passes, so that its deadlines use the same clock. */
async function openWhile(
  pass: ReturnType<typeof useFakeTime>,
  ...given: Parameters<typeof open>
): Promise<EventStore<BankEvent>> {
  const opened = open(...given)
  await pass(opened, openTimeout)
  return opened
}

describe('open requests without an answer', () => {
  test('openEventStore sends a second open request after half of the deadline', async () => {
    const pass = useFakeTime()
    const opened = open(faulty(1, opening.isSilent))
    await pass(opened, openTimeout / 2)
    const store = await opened
    expect(await store.append('s', moneyDeposited(1))).toMatchObject({ globalPosition: 1 })
  })

  test('openEventStore rejects with StoreBlocked if neither open request gets an answer', async () => {
    const pass = useFakeTime()
    const refused = rejectionOf(open(faulty(1, opening.isSilent, opening.isSilent)))
    await pass(refused, openTimeout)
    expect(await refused).toBeInstanceOf(StoreBlocked)
  })

  test('an open request that is answered late leaves no second connection open', async () => {
    const pass = useFakeTime()
    const late = faulty(1, opening.isLate())
    const opened = open(late)
    await pass(opened, openTimeout / 2)
    late.endFault()
    await (await opened).append('s', moneyDeposited(1))
    expect(late.openConnections()).toBe(1)
  })
})

// The first request and the first transaction read the id of the log.
const firstAfterOpening = 2

describe('databases that do not respond', () => {
  test('a read that gets no response is retried once on a new connection', async () => {
    const name = newName()
    await (await inIndexedDB(name)).append('s', moneyDeposited(1))
    const pass = useFakeTime()
    const store = await openWhile(pass, faulty(firstAfterOpening, asking.isLate()), name)
    const asked = store.lastPosition()
    await pass(asked, responseTimeout)
    expect(await asked).toBe(1)
  })

  test('a read rejects with StorageFailed and a TimeoutError as cause if its retry gets no response', async () => {
    const pass = useFakeTime()
    const store = await openWhile(pass, faulty(firstAfterOpening, asking.isLate(), asking.isLate()))
    const refused = rejectionOf(collect(store.readAll()))
    await pass(refused, 3 * responseTimeout)
    expect(await refused).toBeInstanceOf(StorageFailed)
    expect(await refused).toMatchObject({ cause: { name: 'TimeoutError' } })
  })

  test.each([
    ['stored', ending.isStoredInSilence],
    ['rolled back', ending.isUndoneInSilence],
  ])('an append without a response whose commit was %s is looked up and recorded once', async (_, fault) => {
    const pass = useFakeTime()
    const store = await openWhile(pass, faulty(firstAfterOpening, fault))
    const appended = store.append('s', moneyDeposited(1), { expectedVersion: 0 })
    await pass(appended, 2 * responseTimeout)
    expect(await appended).toMatchObject({ globalPosition: 1, streamVersion: 1, duplicate: false })
    expect(await collect(store.readAll())).toHaveLength(1)
    expect(await store.append('s', moneyDeposited(2), { expectedVersion: 1 })).toMatchObject({ globalPosition: 2 })
  })

  test('an append rejects with AppendOutcomeUnknown if the database responds neither to it nor to later requests', async () => {
    const silent = faulty(firstAfterOpening, ending.isStoredInSilence, opening.isSilent)
    const pass = useFakeTime()
    const store = await openWhile(pass, silent)
    const outcome = rejectionOf(store.append('s', moneyDeposited(1), { commandId: 'the first' }))
    await pass(outcome, 4 * responseTimeout)
    expect(await outcome).toBeInstanceOf(AppendOutcomeUnknown)
    expect(await outcome).toMatchObject({ commandId: 'the first' })
    silent.endFault()
    const again = store.append('s', moneyDeposited(1), { commandId: 'the first' })
    await pass(again, responseTimeout)
    expect(await again).toMatchObject({ globalPosition: 1, duplicate: true })
  })
})

test('a long import and the calls queued behind it do not time out while the database keeps responding', async () => {
  const source = await inIndexedDB<BankEvent>(newName())
  // Each event is a separate record. The import moves a few dozen records between two responses.
  const large = Array.from({ length: 300 }, (_, index) => moneyDeposited(index, 'n'.repeat(48 * 1024)))
  await source.append('s', large)
  const file = await exportText(source)

  useFakeTimers()
  let answers = 0
  let waiting: Promise<number> | undefined
  const indexedDB = watchedIndexedDB({
    onTransaction: (transaction) => {
      if (transaction.objectStoreNames.length < 2 || !transaction.objectStoreNames.contains('staging')) return
      const staging = transaction.objectStore('staging')
      const getAll = staging.getAll.bind(staging)
      staging.getAll = (...range) => {
        const request = getAll(...range)
        request.addEventListener('success', () => {
          answers += 1
          waiting ??= store.lastPosition()
          // A pause above three quarters of the deadline may already exceed it.
          vi.advanceTimersByTime(responseTimeout * 0.7)
        })
        return request
      }
    },
  })
  const store = await open({ indexedDB })
  expect(await importJsonl(store, file)).toEqual({ imported: 300, alreadyThere: 0, lastPosition: 300 })
  expect(answers).toBeGreaterThan(3)
  expect(await waiting).toBe(300)
})

describe('tabs that block opening', () => {
  test('openEventStore calls onBlocked while another tab blocks, and resolves when that tab closes', async () => {
    const name = newName()
    await (await inIndexedDB(name)).close()
    const old = await openRaw(name)
    const told: StoreBlocked[] = []
    const onBlocked = (error: StoreBlocked): void => {
      told.push(error)
      old.close()
    }
    const store = untilTheEnd(await openEventStore(name, { indexedDB: nextVersion, openTimeout: 60_000, onBlocked }))
    expect(told).toEqual([expect.any(StoreBlocked)])
    expect(told[0]).toMatchObject({ storeName: name })
    expect(await store.storageStatus()).toMatchObject({ connection: 'open', lastError: told[0] })
  })
})
