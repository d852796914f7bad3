import {
  defineProjection,
  deleteEventStore,
  type EventStore,
  importJsonl,
  LiveProjection,
  openMemoryEventStore,
  Projection,
  reconstructState,
  verifyLog,
} from 'rewindable'
import { defineDecider, handleCommand, startReactor } from 'rewindable/model'
import { fork, Timeline } from 'rewindable/time-travel'
import { expect } from 'vitest'
import { collect, eventually } from '../async-results.ts'
import { exportText } from '../export-text.ts'
import type { Open } from '../open-stores.ts'

type Counted = { readonly type: 'Counted'; readonly data: { readonly by: number } }

const counted = (by: number): Counted => ({ type: 'Counted', data: { by } })
const total = defineProjection<number, Counted>({
  name: 'total',
  initialState: () => 0,
  when: { Counted: (sum, { data }) => sum + data.by },
})
const counter = defineDecider<number, { readonly by: number }, Counted>({
  name: 'counter',
  initialState: () => 0,
  when: { Counted: (sum, { data }) => sum + data.by },
  decide: ({ by }) => counted(by),
})

let names = 0

/** Does not use `crypto.randomUUID`, because some environments lack it. */
function newName(): string {
  names += 1
  return `environment-${names}`
}

async function openCounted(open: Open, name = newName()): Promise<EventStore<Counted>> {
  const store = await open<Counted>(name, { pollInterval: 5 })
  await store.append('c', [counted(1), counted(2)])
  return store
}

/** Features that must work in every environment with a store. Each function rejects if its feature does not work. */
export const features: Readonly<Record<string, (open: Open) => Promise<void>>> = {
  'appends and reads': async (open) => {
    const store = await openCounted(open)
    expect(await store.append('c', counted(3), { expectedVersion: 2 })).toMatchObject({ globalPosition: 3 })
    expect((await collect(store.readAll())).map(({ data }) => data.by)).toEqual([1, 2, 3])
    expect(new Set((await store.readStream('c')).events.map(({ id }) => id)).size).toBe(3)
  },
  commands: async (open) => {
    const store = await openCounted(open)
    expect((await handleCommand(store, counter, 'c', { by: 3 })).version).toBe(3)
  },
  'live projections in two tabs': async (open) => {
    const name = newName()
    const there = await open<Counted>(name, { pollInterval: 5 })
    const live = new LiveProjection(there, total)
    await live.catchUp()
    const here = await openCounted(open, name)
    await eventually(() => expect(live.state).toBe(3))
    await here.append('c', counted(4))
    await eventually(() => expect(live.state).toBe(7))
    live.stop()
  },
  subscriptions: async (open) => {
    const store = await openCounted(open)
    const seen: number[] = []
    for await (const { globalPosition } of store.subscribe({ fromPosition: 1 })) {
      seen.push(globalPosition)
      if (globalPosition < 3) await store.append('c', counted(1), { commandId: 'once' })
      else break
    }
    expect(seen).toEqual([1, 2, 3])
  },
  snapshots: async (open) => {
    const store = await openCounted(open)
    const projection = new Projection(store, total)
    await projection.catchUp()
    await projection.saveSnapshot()
    expect(await store.snapshots.latest('total', 2)).toMatchObject({ position: 2 })
    expect(await reconstructState(store, total, { atPosition: 1 })).toBe(1)
  },
  'two reactors of one name': async (open) => {
    const name = newName()
    const stores = [await openCounted(open, name), await open<Counted>(name, { pollInterval: 5 })]
    const handled: number[] = []
    let running = 0
    const Counted = async ({ globalPosition }: { globalPosition: number }): Promise<void> => {
      running += 1
      expect(running).toBe(1)
      await Promise.resolve()
      running -= 1
      handled.push(globalPosition)
    }
    const reactors = stores.map((store) =>
      startReactor(store, { name: 'noting', when: { Counted } }, { fromPosition: 1 }),
    )
    await eventually(() => expect(handled).toEqual([1, 2]))
    expect(reactors.map(({ status, error }) => [status, error])).toEqual([
      ['running', undefined],
      ['waiting', undefined],
    ])
    expect(await reactors[0]?.discardParked(1)).toBe(false)
    await reactors[0]?.stop()
    await eventually(() => expect(reactors[1]?.status).toBe('running'))
    await stores[1]?.append('c', counted(3))
    await eventually(() => expect(handled).toEqual([1, 2, 3]))
    await reactors[1]?.stop()
  },
  'exports, imports and verifications': async (open) => {
    const store = await openCounted(open)
    const file = await exportText(store)
    const copy = await open<Counted>(newName())
    expect((await importJsonl(copy, file)).imported).toBe(2)
    expect(await verifyLog(copy)).toEqual({ soundUntil: 2, lastPosition: 2 })
  },
  'forks and timelines': async (open) => {
    const store = await openCounted(open)
    const forked = await fork(store, { at: 1 })
    await forked.append('c', counted(9))
    expect(await reconstructState(forked, total)).toBe(10)
    await forked.close()
    const timeline = new Timeline(store, total)
    await timeline.seek(1)
    expect(timeline.getSnapshot().state).toBe(1)
    await timeline.prepared()
    timeline.stop()
  },
  'storage status changes': async (open) => {
    const store = await openCounted(open)
    const heard: string[] = []
    store.onStorageChange(({ connection }) => heard.push(connection))
    expect(await store.storageStatus()).toMatchObject({ connection: 'open' })
    await store.close()
    expect(heard).toEqual(['closed'])
    expect(await store.storageStatus()).toMatchObject({ connection: 'closed' })
  },
  deletion: async (open) => {
    const name = newName()
    await (await openCounted(open, name)).close()
    await deleteEventStore(name)
  },
  'stores in memory': async () => {
    const store = await openMemoryEventStore<Counted>()
    await store.append('c', counted(1))
    expect(await store.lastPosition()).toBe(1)
    await store.close()
  },
}
