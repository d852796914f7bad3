import { AppendOutcomeUnknown, type EventStore, openEventStore, StorageFailed, StoreBlocked } from 'rewindable'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../awaiting.ts'
import { asking, ending, opening } from '../faults/database-faults.ts'
import { type Fault, type FaultyIndexedDB, faultyIndexedDB } from '../faults/faulty-indexeddb.ts'
import { openRaw } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../places.ts'
import { letTimePass, stopTime } from './passing-time.ts'

const openTimeout = 5_000
const responseTimeout = 30_000

/** In which an operation of a kind goes wrong, counted from the opening. */
function faulty(at: number, fault: Fault, later?: Fault): FaultyIndexedDB {
  const found = faultyIndexedDB({ at, fault, ...(later && { later }) })
  onTestFinished(() => found.cure())
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

/** Opens while time passes, so that the deadlines of the store are told the same time. */
async function openWhile(
  pass: ReturnType<typeof letTimePass>,
  ...given: Parameters<typeof open>
): Promise<EventStore<BankEvent>> {
  const opened = open(...given)
  await pass(opened, openTimeout)
  return opened
}

describe('an opening that the browser leaves unanswered', () => {
  test('is asked for once more, half way, and gets through', async () => {
    const pass = letTimePass()
    const opened = open(faulty(1, opening.isSilent))
    await pass(opened, openTimeout / 2)
    const store = await opened
    expect(await store.append('s', moneyDeposited(1))).toMatchObject({ globalPosition: 1 })
  })

  test('twice rejects with StoreBlocked', async () => {
    const pass = letTimePass()
    const refused = rejectionOf(open(faulty(1, opening.isSilent, opening.isSilent)))
    await pass(refused, openTimeout)
    expect(await refused).toBeInstanceOf(StoreBlocked)
  })

  test('and is answered late after all leaves no second connection behind', async () => {
    const pass = letTimePass()
    const late = faulty(1, opening.isLate())
    const opened = open(late)
    await pass(opened, openTimeout / 2)
    late.cure()
    await (await opened).append('s', moneyDeposited(1))
    expect(late.openConnections()).toBe(1)
  })
})

// The first request, and the first transaction, find out which log it is.
const firstAfterOpening = 2

describe('a database that stays silent', () => {
  test('is asked once more, on a new connection, what it was asked', async () => {
    const name = newName()
    await (await inIndexedDB(name)).append('s', moneyDeposited(1))
    const pass = letTimePass()
    const store = await openWhile(pass, faulty(firstAfterOpening, asking.isLate()), name)
    const asked = store.lastPosition()
    await pass(asked, responseTimeout)
    expect(await asked).toBe(1)
  })

  test('and stays so is not waited for longer: reading rejects with StorageFailed and the reason', async () => {
    const pass = letTimePass()
    const store = await openWhile(pass, faulty(firstAfterOpening, asking.isLate(), asking.isLate()))
    const refused = rejectionOf(collect(store.readAll()))
    await pass(refused, 3 * responseTimeout)
    expect(await refused).toBeInstanceOf(StorageFailed)
    expect(await refused).toMatchObject({ cause: { name: 'TimeoutError' } })
  })

  test.each([
    ['stored it', ending.isStoredInSilence],
    ['did not store it', ending.isUndoneInSilence],
  ])('although it %s: an append is looked up, and is recorded once', async (_, fault) => {
    const pass = letTimePass()
    const store = await openWhile(pass, faulty(firstAfterOpening, fault))
    const appended = store.append('s', moneyDeposited(1), { expectedVersion: 0 })
    await pass(appended, 2 * responseTimeout)
    expect(await appended).toMatchObject({ globalPosition: 1, streamVersion: 1, duplicate: false })
    expect(await collect(store.readAll())).toHaveLength(1)
    expect(await store.append('s', moneyDeposited(2), { expectedVersion: 1 })).toMatchObject({ globalPosition: 2 })
  })

  test('about an append, and then altogether, leaves it unknown whether it was recorded', async () => {
    const silent = faulty(firstAfterOpening, ending.isStoredInSilence, opening.isSilent)
    const pass = letTimePass()
    const store = await openWhile(pass, silent)
    const outcome = rejectionOf(store.append('s', moneyDeposited(1), { commandId: 'the first' }))
    await pass(outcome, 4 * responseTimeout)
    expect(await outcome).toBeInstanceOf(AppendOutcomeUnknown)
    expect(await outcome).toMatchObject({ commandId: 'the first' })
    silent.cure()
    const again = store.append('s', moneyDeposited(1), { commandId: 'the first' })
    await pass(again, responseTimeout)
    expect(await again).toMatchObject({ globalPosition: 1, duplicate: true })
  })
})

test('a long import is not cut off as long as the database answers now and then, and neither is who waits behind it', async () => {
  const source = await inIndexedDB<BankEvent>(newName())
  // Each a record of its own: the import moves a few dozen of them between two answers.
  const large = Array.from({ length: 300 }, (_, index) => moneyDeposited(index, 'n'.repeat(48 * 1024)))
  await source.append('s', large)
  const file = await new Response(source.exportJsonl()).text()

  stopTime()
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
          // Longer than three quarters of the time might be too long already.
          vi.advanceTimersByTime(responseTimeout * 0.7)
        })
        return request
      }
    },
  })
  const store = await open({ indexedDB })
  expect(await store.importJsonl(file)).toEqual({ imported: 300, alreadyThere: 0, lastPosition: 300 })
  expect(answers).toBeGreaterThan(3)
  expect(await waiting).toBe(300)
})

describe('a tab in the way of opening', () => {
  /** Opens the version that the database has once its log was replaced, as the next one would; the layout stays. */
  const nextVersion: IDBFactory = Object.assign(Object.create(indexedDB) as IDBFactory, {
    open: (name: string, version = 1_000) => {
      const request = indexedDB.open(name, version + 1)
      request.addEventListener('upgradeneeded', (event) => event.stopImmediatePropagation())
      return request
    },
  })

  test('is told of through onBlocked; once it has let go, the store is open', async () => {
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
