import { breathe } from '../log/breathe.ts'
import type { RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'

/** The position of the next event of the same stream or type, or of the one before; undefined: there is none. */
export async function nearest(
  store: EventStore,
  event: RecordedEvent,
  direction: 1 | -1,
  same: 'streamId' | 'type',
): Promise<number | undefined> {
  return same === 'streamId' ? inStream(store, event, direction) : ofType(store, event, direction)
}

async function inStream(
  store: EventStore,
  { streamId, streamVersion }: RecordedEvent,
  direction: 1 | -1,
): Promise<number | undefined> {
  const fromVersion = streamVersion + direction
  if (fromVersion === 0) return undefined
  const { events } = await store.readStream(streamId, { fromVersion, limit: 1 })
  return events[0]?.globalPosition
}

async function ofType(
  store: EventStore,
  { type, globalPosition: from }: RecordedEvent,
  direction: 1 | -1,
): Promise<number | undefined> {
  const range =
    direction === 1 ? ({ fromPosition: from + 1 } as const) : ({ toPosition: from - 1, direction: 'backward' } as const)
  for await (const page of store.readBatches(range)) {
    const found = page.find((other) => other.type === type)
    if (found) return found.globalPosition
    await breathe()
  }
  return undefined
}
