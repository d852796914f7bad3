import { type DomainEvent, type EventStore, exportJsonl, importJsonl, type RecordedEvent } from 'rewindable'
import { expect } from 'vitest'
import { newName, type Open } from '../open-stores.ts'

/** Returns a value as text, which includes the order of its keys. */
function textOf(value: unknown): string | undefined {
  return JSON.stringify(value)
}

export async function exported(store: EventStore): Promise<string> {
  return new Response(exportJsonl(store)).text()
}

/** Checks that no call has added properties to the built-in prototypes. */
export function expectNothingPolluted(): void {
  const inherited = [Object.prototype, Array.prototype, String.prototype, Function.prototype]
  expect(inherited.flatMap((one) => Object.keys(one))).toEqual([])
  expect('polluted' in {}).toBe(false)
  expect('ran' in globalThis).toBe(false)
}

/** Exports a store, imports the file into another store, and compares the exports of both. @returns the other store */
export async function expectSameAfterRoundTrip(open: Open, store: EventStore): Promise<EventStore> {
  const file = await exported(store)
  const copy = await open<DomainEvent>(newName())
  const { imported } = await importJsonl(copy, new Blob([file]))
  expect(imported).toBe(await store.lastPosition())
  expect(await exported(copy)).toBe(file)
  return copy
}

/** Checks that a read event equals the appended one exactly. */
export function expectExactly(read: RecordedEvent | undefined, appended: DomainEvent): void {
  expect(read?.type).toBe(appended.type)
  expect(textOf(read?.data)).toBe(textOf(appended.data))
  expect(textOf(read?.metadata)).toBe(textOf(appended.metadata ?? {}))
}
