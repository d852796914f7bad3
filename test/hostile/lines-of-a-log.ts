import { type DomainEvent, type EventStore, ImportRejected } from 'rewindable'
import { expect } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { inMemory, newName, type Open } from '../open-stores.ts'
import { exported } from './exactness.ts'

/** The line of a first event, whose fields may be anything: each is given as the JSON that stands in the file. */
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

/** Imports a file that must be taken. @returns the store that took it */
export async function taken(open: Open, file: Blob | string): Promise<EventStore> {
  const store = await open<DomainEvent>(newName())
  expect((await store.importJsonl(file)).imported).toBeGreaterThan(0)
  // What was taken can be read, written to a file, and taken again.
  const again = await inMemory<DomainEvent>(newName())
  await again.importJsonl(store.exportJsonl())
  expect(await exported(again)).toBe(await exported(store))
  return store
}

/** Imports a file that an empty store must refuse, and be as it was. @returns the refusal */
export async function refusalOf(
  store: EventStore,
  file: Blob | ReadableStream<Uint8Array> | string,
): Promise<ImportRejected> {
  const error = await rejectionOf(store.importJsonl(file))
  if (!(error instanceof ImportRejected)) throw error
  expect(await store.lastPosition()).toBe(0)
  // A line can be long, what is said of it is not.
  expect(error.message.length).toBeLessThan(500)
  return error
}
