import { deleteEventStore, type EventStore, openEventStore, reconstructState } from 'rewindable'
import { accountStream, type BankEvent, balance, moneyDeposited } from '../examples/bank-account.ts'
import {
  addInOneTransaction,
  type BareEvent,
  bareEvents,
  count,
  getAll,
  getStream,
  openBare,
  resultOf,
} from './bare.ts'
import type { Bench } from './bench.ts'

/** Does its work once, proves that it was done, and gives the milliseconds that the work took. */
type Contender = () => Promise<number>

/** By task, then by who does it. `run.mjs` calls them in turns, round after round. */
const tasks: Record<string, Record<string, Contender>> = {
  // Short turns on logs that grow, so that whatever else the machine does falls on all alike.
  awaited: {
    rewindable: async () => {
      const first = await grown().store.streamVersion(accountStream('0'))
      const took = await timed(async () => {
        for (let version = first; version < first + 50; version++) {
          await grown().store.append(accountStream('0'), moneyDeposited(version + 1), { expectedVersion: version })
        }
      })
      const { version, events } = await grown().store.readStream(accountStream('0'), { fromVersion: first + 1 })
      check('version', version, first + 50)
      check('deposits', sum(events), 50 * first + 1_275)
      return took
    },
    bare: () => addOneByOne(grown().bare, {}),
    committed: () => addOneByOne(grown().committed, { commit: true }),
  },
  concurrent: {
    rewindable: () =>
      onNewStore({ events: 5_000, accounts: 100 }, async (store) => {
        const appends = Array.from({ length: 5_000 }, (_, index) =>
          store.append(accountStream(String(index % 100)), moneyDeposited(index + 1)),
        )
        await Promise.all(appends)
      }),
    bare: () =>
      onNewBare({ events: 5_000, accounts: 100 }, async (database, events) => {
        await Promise.all(events.map((event) => addInOneTransaction(database, [event])))
      }),
  },
  batches: {
    rewindable: () => onNewStore({ events: 10_000, accounts: 1 }, appendBatches),
    bare: () => onNewBare({ events: 10_000, accounts: 1 }, addBatches),
    indexed: () => onNewBare({ events: 10_000, accounts: 1, indexed: true }, addBatches),
  },
  replaySingles: {
    rewindable: () => onKept(() => reconstructState(kept().singles, balance)),
    bare: () => onKept(async () => sum(await getAll(kept().bare))),
  },
  replayBatches: {
    rewindable: () => onKept(() => reconstructState(kept().batches, balance)),
    bare: () => onKept(async () => sum(await getAll(kept().bare))),
  },
  stream: {
    rewindable: () =>
      timed(async () => {
        for (let account = 0; account < 1_000; account += 20) {
          const { events } = await kept().singles.readStream(accountStream(String(account)))
          check('deposits', sum(events), 10 * (account + 1) + 45_000)
        }
      }),
    bare: () =>
      timed(async () => {
        for (let account = 0; account < 1_000; account += 20) {
          const events = await getStream(kept().bare, accountStream(String(account)))
          check('deposits', sum(events), 10 * (account + 1) + 45_000)
        }
      }),
  },
  open: {
    rewindable: async () => {
      let store: EventStore<BankEvent> | undefined
      const took = await timed(async () => {
        store = await openEventStore<BankEvent>('singles')
        check('last position', await store.lastPosition(), 10_000)
      })
      await store?.close()
      return took
    },
    bare: async () => {
      let database: IDBDatabase | undefined
      const took = await timed(async () => {
        database = await openBare('kept', { indexed: true })
        check('count', await count(database), 10_000)
      })
      database?.close()
      return took
    },
  },
}

/** The logs that the reading tasks read: 10,000 deposits, to 1,000 accounts in turns or in batches to one. */
type Kept = {
  readonly singles: EventStore<BankEvent>
  readonly batches: EventStore<BankEvent>
  readonly bare: IDBDatabase
}

/** The logs that grow by awaited appends. */
type Grown = { readonly store: EventStore<BankEvent>; readonly bare: IDBDatabase; readonly committed: IDBDatabase }

let keptLogs: Kept | undefined
let grownLogs: Grown | undefined

function kept(): Kept {
  if (!keptLogs) throw new Error('prepare() comes first')
  return keptLogs
}

function grown(): Grown {
  if (!grownLogs) throw new Error('prepare() comes first')
  return grownLogs
}

async function prepare(): Promise<void> {
  const singles = await openEventStore<BankEvent>('singles')
  for (let index = 0; index < 10_000; index++) {
    await singles.append(accountStream(String(index % 1_000)), moneyDeposited(index + 1))
  }
  const batches = await openEventStore<BankEvent>('batches')
  await appendBatches(batches)
  const bare = await openBare('kept', { indexed: true })
  await addInOneTransaction(bare, bareEvents(10_000, 1_000))
  keptLogs = { singles, batches, bare }
  grownLogs = {
    store: await openEventStore<BankEvent>('grown'),
    bare: await openBare('grown', { indexed: false }),
    committed: await openBare('grown, committed', { indexed: false }),
  }
}

async function addOneByOne(database: IDBDatabase, how: { readonly commit?: boolean }): Promise<number> {
  const first = await count(database)
  const events = bareEvents(first + 50, 1).slice(first)
  const took = await timed(async () => {
    for (const event of events) await addInOneTransaction(database, [event], how)
  })
  check('deposits', sum(await getAll(database)), ((first + 50) * (first + 51)) / 2)
  return took
}

async function appendBatches(store: EventStore<BankEvent>): Promise<void> {
  for (let first = 0; first < 10_000; first += 1_000) {
    const deposits = Array.from({ length: 1_000 }, (_, index) => moneyDeposited(first + index + 1))
    await store.append(accountStream('0'), deposits, { expectedVersion: first })
  }
}

async function addBatches(database: IDBDatabase, events: readonly BareEvent[]): Promise<void> {
  for (let first = 0; first < 10_000; first += 1_000) {
    await addInOneTransaction(database, events.slice(first, first + 1_000))
  }
}

type Size = { readonly events: number; readonly accounts: number }

async function onNewStore(size: Size, work: (store: EventStore<BankEvent>) => Promise<void>): Promise<number> {
  const store = await openEventStore<BankEvent>('new')
  window.gc?.()
  const took = await timed(() => work(store))
  check('last position', await store.lastPosition(), size.events)
  const found: BareEvent[] = []
  for await (const event of store.readAll()) {
    found.push({ ...event, position: event.globalPosition, version: event.streamVersion })
  }
  checkEvents(found, size)
  await store.close()
  await deleteEventStore('new')
  return took
}

async function onNewBare(
  size: Size & { readonly indexed?: boolean },
  work: (database: IDBDatabase, events: readonly BareEvent[]) => Promise<void>,
): Promise<number> {
  const database = await openBare('new', { indexed: size.indexed ?? false })
  const events = bareEvents(size.events, size.accounts)
  window.gc?.()
  const took = await timed(() => work(database, events))
  checkEvents(await getAll(database), size)
  database.close()
  await resultOf(indexedDB.deleteDatabase('new'))
  return took
}

async function onKept(replay: () => Promise<number>): Promise<number> {
  let total = 0
  window.gc?.()
  const took = await timed(async () => {
    total = await replay()
  })
  check('the sum of all deposits', total, 50_005_000)
  return took
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function sum(events: readonly BankEvent[]): number {
  return events.reduce((total, event) => (event.type === 'MoneyDeposited' ? total + event.data.amount : total), 0)
}

function checkEvents(found: readonly BareEvent[], { events, accounts }: Size): void {
  const expected = bareEvents(events, accounts)
  check('events', found.length, expected.length)
  for (const [index, { position, streamId, version, type, data }] of expected.entries()) {
    const event = found[index]
    check('position', event?.position, position)
    check('stream', event?.streamId, streamId)
    check('version', event?.version, version)
    check('event', JSON.stringify([event?.type, event?.data]), JSON.stringify([type, data]))
  }
}

function check(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: expected ${expected}, found ${actual}`)
}

Object.assign(window, {
  bench: {
    prepare,
    measure(task: string, contender: string): Promise<number> {
      const contenders = tasks[task]?.[contender]
      if (!contenders) throw new Error(`no task ${task} for ${contender}`)
      return contenders()
    },
  } satisfies Bench,
})
