import {
  defineProjection,
  type EventStore,
  exportJsonl,
  importJsonl,
  LiveProjection,
  openMemoryEventStore,
  reconstructState,
  verifyLog,
} from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { defineDecider, handleCommand, startReactor } from 'rewindable/model'
import { fixedClock, storageContract } from 'rewindable/testing'
import { fork, Timeline } from 'rewindable/time-travel'
import type { StoreOptions } from '../../derived-types.ts'

export type Counted = { readonly type: 'Counted'; readonly data: number }

export const total = defineProjection<number, Counted>({
  name: 'total',
  initialState: () => 0,
  when: { Counted: (sum, { data }) => sum + data },
})
const counter = defineDecider<number, number, Counted>({
  name: 'counter',
  initialState: () => 0,
  when: { Counted: (sum, { data }) => sum + data },
  decide: (by) => ({ type: 'Counted', data: by }),
})

/** The result or the error of each step. */
export type Outcomes = Record<string, unknown>

/** Uses every part of the library in a context without a test runner. */
export async function useEverything(open: (name: string) => Promise<EventStore<Counted>>): Promise<Outcomes> {
  const outcomes: Outcomes = {}
  const store = await open(`everything-${Math.random()}`)
  const steps: Record<string, () => unknown> = {
    append: async () => (await store.append('c', { type: 'Counted', data: 1 })).streamVersion,
    command: async () => (await handleCommand(store, counter, 'c', 2)).version,
    read: async () => (await store.readStream('c')).version,
    live: async () => {
      const live = new LiveProjection(store, total)
      await live.catchUp()
      live.stop()
      return live.state
    },
    reconstruct: () => reconstructState(store, total, { atPosition: 1 }),
    storage: async () => (await store.storageStatus()).connection,
    persistence: async () => typeof (await store.requestPersistence()),
    import: async () => {
      const copy = await open(`everything-${Math.random()}`)
      const { imported } = await importJsonl(copy, await new Response(exportJsonl(store)).text())
      await copy.close()
      return imported
    },
    memory: async () => (await openMemoryEventStore({ now: fixedClock().now })).close(),
    verify: async () => (await verifyLog(store)).soundUntil,
    fork: async () => (await fork(store, { at: 1 })).close(),
    timeline: async () => {
      const timeline = new Timeline(store, total)
      const [first] = (await store.readStream('c')).events
      if (first) await timeline.seekEvent(first)
      const change = await timeline.lastChange([], 2)
      await timeline.prepared()
      timeline.stop()
      return [timeline.getSnapshot().state, change?.globalPosition]
    },
    react: () =>
      new Promise((resolve) => {
        const handled: number[] = []
        const Counted = ({ globalPosition }: { globalPosition: number }): void => {
          handled.push(globalPosition)
          if (handled.length === 2) resolve(handled)
        }
        const reactor = startReactor(store, { name: 'noting', when: { Counted } }, { fromPosition: 1 })
        reactor.addEventListener('stopped', () => resolve(String(reactor.error)))
      }),
    contract: async () => {
      const memories = new Map<string, MemoryStorage>()
      const openShared = async (name: string, options?: StoreOptions): Promise<EventStore> => {
        const memory = new MemoryStorage(name, memories.get(name))
        memories.set(name, memory)
        return createEventStore(memory, options)
      }
      for (const { run } of await storageContract(openShared)) await run()
      return 'holds'
    },
    close: () => store.close(),
  }
  for (const [name, step] of Object.entries(steps)) {
    outcomes[name] = await Promise.resolve(step()).catch(String)
  }
  return outcomes
}

/** The expected outcomes in a context without restrictions. */
export const allWorks: Outcomes = {
  append: 1,
  command: 2,
  read: 2,
  live: 3,
  reconstruct: 1,
  storage: 'open',
  persistence: 'boolean',
  import: 2,
  memory: undefined,
  verify: 2,
  fork: undefined,
  timeline: [1, 2],
  react: [1, 2],
  contract: 'holds',
  close: undefined,
}
