import { breathe } from '../log/breathe.ts'
import type { RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'

/** The position of the next event that fits, or of the one before; undefined: there is none. */
export async function nearest(
  store: EventStore,
  from: number,
  direction: 1 | -1,
  fits: (event: RecordedEvent) => boolean,
): Promise<number | undefined> {
  const range =
    direction === 1
      ? ({ fromPosition: from + 1 } as const)
      : ({ toPosition: Math.max(0, from - 1), direction: 'backward' } as const)
  for await (const page of store.readPages(range)) {
    const found = page.find(fits)
    if (found) return found.globalPosition
    await breathe()
  }
  return undefined
}
