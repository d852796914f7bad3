import {
  ConcurrencyConflict,
  type DomainEvent,
  defineCollection,
  defineProjection,
  type EventStore,
  exportJsonl,
  importJsonl,
  LiveProjection,
  openEventStore,
  openMemoryEventStore,
  Projection,
  positionAtTime,
  type RecordedEvent,
  reconstructState,
} from 'rewindable'
import { openCollection } from 'rewindable/collections'
import { handleCommand } from 'rewindable/model'

/** The kind of store. This file does not import the stores of the other tests, because it also runs in a worker. */
export const homes = {
  IndexedDB: () => openEventStore<DomainEvent>(`every function ${crypto.randomUUID()}`),
  memory: () => openMemoryEventStore<DomainEvent>(),
}

const total = defineProjection<{ sum: number; seen: string[] }, DomainEvent>({
  name: 'total',
  initialState: () => ({ sum: 0, seen: [] }),
  when: {
    Deposited: ({ sum, seen }, { streamId, data }) => ({ sum: sum + Number(data), seen: [...seen, streamId] }),
  },
})

const deposits = defineCollection<{ sum: number }, DomainEvent>({
  name: 'deposits',
  initialRow: () => ({ sum: 0 }),
  when: {
    Deposited: (row, { data }) => {
      row.sum += Number(data)
    },
  },
  indexes: { bySum: ({ sum }) => sum },
})

const deposited = (amount: number): DomainEvent => ({ type: 'Deposited', data: amount })

/** Uses most functions of a store with default options. @returns every visible result */
export async function useEveryFunction(home: keyof typeof homes): Promise<unknown> {
  const [store, copy] = [await homes[home](), await homes[home]()]
  const live = new LiveProjection(store, total)
  const began = Date.now()
  try {
    const appended = [
      await store.append('a', [deposited(1), deposited(2)]),
      await store.append('b', { type: 'Noted', data: [{ list: [{ a: [] }] }] }),
      await store.append('a', deposited(3), { expectedVersion: 2 }),
      ...(await store.appendBatch([{ streamId: 'c', events: [deposited(4)] }])),
    ]
    const conflict = await refusal(store.append('a', deposited(1), { expectedVersion: 1 }))
    const decider = { ...total, name: 'decider', decide: (amount: number) => deposited(amount) }
    const handled = await handleCommand(store, decider, 'd', 5)
    const projection = new Projection(store, total)
    const folded = await projection.catchUp()
    await projection.saveSnapshot()
    await live.catchUp()
    const stored = await openCollection(store, deposits)
    const rows = [await stored.query('bySum'), await stored.get('a'), await stored.count(), await stored.parked()]
    stored.close()
    const file = await exported(store)
    const imported = await importJsonl(copy, file)
    const subscribed: string[] = []
    for await (const { streamId } of copy.subscribe()) {
      subscribed.push(streamId)
      if (subscribed.length === 6) break
    }
    const events = await all(copy)
    return {
      appended: appended.map(({ events, ...result }) => [result.streamVersion, result.duplicate, events.map(seen)]),
      isConflict: conflict instanceof ConcurrencyConflict,
      handled: [handled.version, handled.duplicate, handled.state],
      folded: [folded, projection.state, live.state],
      rows,
      read: (await store.readStream('a')).events.map(seen),
      all: events.map(seen),
      isCopied: (await exported(copy)) === file,
      isOfToday: events.every((event) => event.recordedAt >= began && event.recordedAt <= Date.now()),
      imported,
      subscribed,
      past: [await reconstructState(copy, total), await positionAtTime(copy, Date.now())],
      command: (await store.readCommand('inherited')).length,
      ids: new Set(events.map(({ id }) => id)).size,
      again: await importJsonl(copy, file),
      differs: String(await refusal(importJsonl(copy, file.replace('"data":4', '"data":5')))),
    }
  } finally {
    live.stop()
    await Promise.all([store.close(), copy.close()])
  }
}

async function all(store: EventStore): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  for await (const event of store.readAll()) events.push(event)
  return events
}

function exported(store: EventStore): Promise<string> {
  return new Response(exportJsonl(store)).text()
}

function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'none',
    (reason: unknown) => reason,
  )
}

/** Returns the own fields without those that differ in each run. Inherited fields are the pollution itself. */
function seen(event: RecordedEvent): unknown {
  return Object.entries(event).filter(([field]) => field !== 'id' && field !== 'recordedAt')
}
