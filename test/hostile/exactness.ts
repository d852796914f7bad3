import type { DomainEvent, EventStore, RecordedEvent } from 'rewindable'
import { expect } from 'vitest'
import { newName, type Open } from '../open-stores.ts'

/** An event as text, down to the order of its keys: what is exactly the same has the same text. */
function textOf(value: unknown): string | undefined {
  return JSON.stringify(value)
}

export async function exported(store: EventStore): Promise<string> {
  return new Response(store.exportJsonl()).text()
}

/** Nothing that was appended, read or imported left anything behind on the objects that all others inherit from. */
export function expectNothingPolluted(): void {
  const inherited = [Object.prototype, Array.prototype, String.prototype, Function.prototype]
  expect(inherited.flatMap((one) => Object.keys(one))).toEqual([])
  expect('polluted' in {}).toBe(false)
  expect('ran' in globalThis).toBe(false)
}

/** Out to a file and into another store: the same events, and the same file from there. @returns the other store */
export async function expectSameAfterRoundTrip(open: Open, store: EventStore): Promise<EventStore> {
  const file = await exported(store)
  const copy = await open<DomainEvent>(newName())
  const { imported } = await copy.importJsonl(new Blob([file]))
  expect(imported).toBe(await store.lastPosition())
  expect(await exported(copy)).toBe(file)
  return copy
}

/** That a read event is what was appended, to the last character. */
export function expectExactly(read: RecordedEvent | undefined, appended: DomainEvent): void {
  expect(read?.type).toBe(appended.type)
  expect(textOf(read?.data)).toBe(textOf(appended.data))
  expect(textOf(read?.metadata)).toBe(textOf(appended.metadata ?? {}))
}
