import { Breath, breathe } from '../log/breathe.ts'
import type { RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'

const mark = /(?:^#|&)at=([^&]*)/

/** The event that an address means: `https://example.org/bank#at=<event id>`. */
export function momentOf(address: string): string | undefined {
  const found = mark.exec(new URL(address).hash)?.[1]
  if (!found) return undefined
  try {
    return decodeURIComponent(found)
  } catch {
    return undefined
  }
}

/** The same address, leading to an event. What else stands behind the `#` stays. */
export function linkTo(address: string, eventId: string): string {
  const url = new URL(address)
  const others = url.hash.replace(mark, '').replace(/^[#&]/, '')
  url.hash = `at=${encodeURIComponent(eventId)}${others ? `&${others}` : ''}`
  return url.href
}

/** What to look through for an event. */
export type Search = {
  readonly before?: number
  /** At most so many events. */
  readonly limit?: number
  readonly signal?: AbortSignal
}

/** An event by its id: the log is looked through backwards, in steps between which the page paints and reacts. */
export async function findEvent(
  store: EventStore,
  id: string,
  { before, limit = Infinity, signal }: Search = {},
): Promise<RecordedEvent | undefined> {
  const breath = new Breath()
  let left = limit
  const end = before === undefined ? {} : { toPosition: Math.max(0, before - 1) }
  for await (const page of store.readBatches({ ...end, direction: 'backward', ...(signal && { signal }) })) {
    for (const event of page) {
      if (event.id === id) return event
      left -= 1
      if (left <= 0) return undefined
    }
    if (breath.isDue) await breath.take(breathe)
  }
  return undefined
}
