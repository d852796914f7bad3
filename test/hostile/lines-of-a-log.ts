import { type DomainEvent, type EventStore, exportJsonl, ImportRejected, importJsonl } from 'rewindable'
import { expect } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { inMemory, newName, type Open } from '../open-stores.ts'
import { exported } from './exactness.ts'

/** Returns the line of a first event. `fields` overrides fields with raw JSON text. */
export function line(fields: Readonly<Record<string, string>>): string {
  const all = {
    id: '"event 1"',
    streamId: '"s"',
    streamVersion: '1',
    globalPosition: '1',
    recordedAt: '1767225600000',
    type: '"Noted"',
    data: 'null',
    metadata: '{}',
    ...fields,
  }
  return `{${Object.entries(all)
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join()}}`
}

/** Imports a file that must be accepted. @returns the store */
export async function taken(open: Open, file: Blob | string): Promise<EventStore> {
  const store = await open<DomainEvent>(newName())
  expect((await importJsonl(store, file)).imported).toBeGreaterThan(0)
  // The imported events can be exported and imported again.
  const again = await inMemory<DomainEvent>(newName())
  await importJsonl(again, exportJsonl(store))
  expect(await exported(again)).toBe(await exported(store))
  return store
}

/** Imports a file that an empty store must reject without a change. @returns the error */
export async function refusalOf(
  store: EventStore,
  file: Blob | ReadableStream<Uint8Array> | string,
): Promise<ImportRejected> {
  const error = await rejectionOf(importJsonl(store, file))
  if (!(error instanceof ImportRejected)) throw error
  expect(await store.lastPosition()).toBe(0)
  // The message must stay short for any length of the line.
  expect(error.message.length).toBeLessThan(500)
  return error
}
