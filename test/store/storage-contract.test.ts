import { openEventStore } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { type OpenStore, storageContract } from 'rewindable/testing'
import { describe, test } from 'vitest'

const memories = new Map<string, MemoryStorage>()

const openInMemory: OpenStore = async (name, options) => {
  const memory = new MemoryStorage(name, memories.get(name))
  memories.set(name, memory)
  return createEventStore(memory, options)
}

describe.each([
  { place: 'IndexedDB', open: openEventStore as OpenStore },
  { place: 'memory', open: openInMemory },
])('storage contract in $place', async ({ open }) => {
  for (const { name, run } of await storageContract(open)) test(name, run)
})
