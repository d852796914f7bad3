import { type EventStore, openEventStore, openMemoryEventStore } from 'rewindable'
import { type OpenStore, storageContract } from 'rewindable/testing'
import { type Fork, fork } from 'rewindable/time-travel'
import { describe, test } from 'vitest'

/** Opens a log with the stream names and command ids of the contract. A fork at position 0 must contain none of them. */
async function filled(open: OpenStore, name: string): Promise<EventStore> {
  const store = await open(`filled ${name}`)
  const event = { type: 'Elsewhere', data: null }
  for (const streamId of ['s', 'a', 'b', 's0', 's1', 's2', 'account:1']) {
    await store.append(streamId, [event, event], { commandId: `c of ${streamId}` })
  }
  await store.append('s', event, { commandId: 'c' })
  const state = { snapshot: 'of another past' }
  await store.snapshots.save({ projection: 'p', position: 3, eventId: 'e', version: 1, logId: store.logId, state })
  return store
}

const inMemory: OpenStore = () => openMemoryEventStore()

const origins: { origin: string; open: OpenStore; at?: number }[] = [
  { origin: 'an empty log in IndexedDB', open: (name) => openEventStore(`empty ${name}`) },
  { origin: 'an empty log in memory', open: inMemory },
  { origin: 'a full log at position 0 in IndexedDB', open: (name) => filled(openEventStore, name), at: 0 },
  { origin: 'a full log at position 0 in memory', open: (name) => filled(inMemory, name), at: 0 },
  { origin: 'another fork', open: async (name) => fork(await filled(inMemory, name), { at: 0 }) },
]

describe.each(origins)('the event store contract for a fork of $origin', async ({ open, at }) => {
  const forks = new Map<string, Promise<Fork>>()
  const openFork: OpenStore = async (name, options) => {
    const known = forks.get(name)
    if (known) return (await known).share(options)
    const opened = open(name).then((origin) => fork(origin, { ...options, ...(at === undefined ? {} : { at }) }))
    forks.set(name, opened)
    return opened
  }
  for (const { name, run } of await storageContract(openFork)) test(name, run)
})
