import fc from 'fast-check'
import { type EventStore, openEventStore, Projection } from 'rewindable'
import { openCollection, type StoredCollection } from 'rewindable/collections'
import { expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import {
  defineItems,
  type Item,
  type ItemEvent,
  type ItemParts,
  itemEvent,
  itemParts,
} from '../collection/random-collections.ts'
import { changing, connection, ending } from '../faults/database-faults.ts'
import { internalError, lostConnection, quota } from '../faults/engine-errors.ts'
import { type Fault, type FaultyIndexedDB, faultyIndexedDB } from '../faults/faulty-indexeddb.ts'
import { newName } from '../open-stores.ts'
import { readRawRows } from './raw-rows.ts'

type Tab = {
  readonly store: EventStore<ItemEvent>
  readonly stored: StoredCollection<Item>
  readonly faulty: FaultyIndexedDB
}

/** A step of several tabs. */
type Step =
  | { readonly kind: 'append' | 'append and wait'; readonly events: readonly ItemEvent[] }
  | { readonly kind: 'open'; readonly version: number; readonly at: number; readonly fault: Fault }
  | { readonly kind: 'close'; readonly tab: number }

const faults: readonly Fault[] = [
  changing.throws(quota),
  changing.throws(internalError),
  ending.aborts(quota),
  ending.aborts(lostConnection),
  ending.isStoredButSaidToAbort,
  connection.closes,
  connection.isClosedByForce,
  { besides: ({ databaseNames }) => deleteRows(databaseNames) },
]

/** Deletes the rows while tabs use them, and keeps the log. */
function deleteRows(databaseNames: ReadonlySet<string>): void {
  for (const name of databaseNames) if (name.startsWith('rewindable-rows:')) indexedDB.deleteDatabase(name)
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: append('append') },
  { weight: 2, arbitrary: append('append and wait') },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('open' as const),
      version: fc.integer({ min: 1, max: 2 }),
      at: fc.integer({ min: 1, max: 60 }),
      fault: fc.constantFrom(...faults),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), tab: fc.nat(5) }) },
)

function append(kind: 'append' | 'append and wait'): fc.Arbitrary<Step> {
  return fc.record({ kind: fc.constant(kind), events: fc.array(itemEvent, { minLength: 1, maxLength: 5 }) })
}

async function openTab(
  name: string,
  parts: ItemParts,
  { version, at, fault }: Extract<Step, { kind: 'open' }>,
): Promise<Tab | undefined> {
  const faulty = faultyIndexedDB({ at, fault })
  const store = await openEventStore<ItemEvent>(name, { indexedDB: faulty.indexedDB, pollInterval: 20 }).catch(() => {})
  if (!store) return undefined
  const stored = await openCollection(store, defineItems({ ...parts, version })).catch(() => {})
  if (stored) return { store, stored, faulty }
  await store.close()
  return undefined
}

async function closeTab(tab: Tab | undefined): Promise<void> {
  tab?.stored.close()
  await tab?.store.close()
}

test('the rows of every tab and version equal a projection, after faults in several tabs', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(itemParts, fc.array(step, { minLength: 3, maxLength: 14 }), async (parts, steps) => {
      const name = newName()
      const writer = await openEventStore<ItemEvent>(name)
      const tabs: Tab[] = []
      for (const next of steps) {
        if (next.kind === 'open') tabs.push(...[(await openTab(name, parts, next)) ?? []].flat())
        else if (next.kind === 'close') await closeTab(tabs.splice(next.tab % (tabs.length || 1), 1)[0])
        else await writer.append('items', next.events)
        // An injected fault may make a tab fail. It tries again after the fault.
        if (next.kind === 'append and wait') await Promise.allSettled(tabs.map(({ stored }) => stored.caughtUp()))
      }
      const projection = new Projection(writer, defineItems({ ...parts, version: 3 }))
      await projection.catchUp()
      for (const { stored, faulty } of tabs) {
        faulty.endFault()
        // A deletion that began before the end of the fault can interrupt the next attempts.
        await eventually(() => stored.caughtUp())
        await expectSameRows(stored, projection)
      }
      for (const tab of tabs) await closeTab(tab)
      for (const version of [1, 2]) {
        const stored = await openCollection(writer, defineItems({ ...parts, version }))
        await stored.caughtUp()
        await expectSameRows(stored, projection)
        stored.close()
      }
      const { rows = [], entries = 0 } = (await readRawRows(name)) ?? {}
      expect(entries).toBe(rows.reduce((sum, row) => sum + new Set(row.entries).size, 0))
      await writer.close()
    }),
    { numRuns: 60 },
  )
})

async function expectSameRows(
  stored: StoredCollection<Item>,
  { state: rows }: Projection<ReturnType<ReturnType<typeof defineItems>['initialState']>, ItemEvent>,
): Promise<void> {
  expect(await stored.count()).toBe(rows.size)
  const keys = [...rows.keys()]
  expect(await stored.getMany(keys)).toEqual([...rows.values()])
  for (const index of ['byNumber', 'byTag'] as const) {
    for (const direction of ['forward', 'backward'] as const) {
      expect(await stored.query(index, { direction })).toEqual(rows.by(index, { direction }))
      const page = rows.by(index, { direction, limit: 2 })
      expect(await stored.query(index, { direction, limit: 2 })).toEqual(page)
      const after = page.at(-1)
      if (after) expect(await stored.query(index, { direction, after })).toEqual(rows.by(index, { direction, after }))
    }
    expect(await stored.count(index)).toBe(rows.by(index).length)
  }
}
