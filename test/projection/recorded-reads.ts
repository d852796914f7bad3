import type { EventStore, PlainEvent } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import type { StoreOptions } from '../derived-types.ts'
import { newName, untilTheEnd } from '../open-stores.ts'

/** Describes the reads that a storage receives. Other calls are not recorded. */
const described: Readonly<Record<string, (...args: readonly unknown[]) => string>> = {
  view: () => 'view',
  read: () => 'read log',
  readStream: (streamId) => `read ${streamId}`,
  readLatest: (_, name) => `snapshot ${name}`,
}

function recording<Target extends object>(target: Target, record: (call: string) => void): Target {
  return new Proxy(target, {
    get(_, key) {
      const part: unknown = Reflect.get(target, key)
      if (key === 'documents' && typeof part === 'object' && part !== null) return recording(part, record)
      if (typeof part !== 'function') return part
      return (...args: readonly unknown[]): unknown => {
        const describe = described[String(key)]
        if (describe) record(describe(...args))
        return Reflect.apply(part, target, args)
      }
    },
  })
}

/**
 * Opens a store in memory whose storage records its reads. The store does not poll, so it reads only after calls and notifications.
 *
 * @param sharing another storage, to share its log as a second tab does
 */
export function openRecorded<E extends PlainEvent<E>>(
  sharing?: MemoryStorage,
  options: StoreOptions = {},
): { store: EventStore<E>; memory: MemoryStorage; reads: () => string[] } {
  const memory = new MemoryStorage(newName(), sharing)
  const calls: string[] = []
  const storage = recording(memory, (call) => calls.push(call))
  const store = untilTheEnd(createEventStore<E>(storage, { pollInterval: 0, ...options }))
  return { store, memory, reads: () => calls.splice(0) }
}
