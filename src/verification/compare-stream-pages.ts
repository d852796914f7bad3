import { eventText } from '../events/copy-event.ts'
import type { LogInspection } from '../storage/indexeddb/inspection.ts'
import { endOf, eventsOf } from '../storage/indexeddb/packed-events.ts'
import { eventsOfStreamPage, type StreamPage } from '../storage/indexeddb/stream-page.ts'
import { checksum } from '../values/checksum.ts'

const pagesAStep = 64
const commitsAStep = 100

/**
 * Returns whether every page of a stream has the same events as the commits, which must be correct. The events of a page are spread over
 * the log, so the function first reads all commits, and keeps four bytes for each event.
 */
export async function streamPagesAreRight(
  inspection: LogInspection,
  lastPosition: number,
  signal?: AbortSignal,
): Promise<boolean> {
  let pages = await inspection.streamPages(undefined, pagesAStep)
  if (pages.length === 0) return true
  const hashes = await hashesOfEvents(inspection, lastPosition, signal)
  while (pages.length > 0) {
    if (!pages.every((page) => isRight(page, hashes))) return false
    signal?.throwIfAborted()
    pages = await inspection.streamPages(pages.at(-1), pagesAStep)
  }
  return true
}

async function hashesOfEvents(inspection: LogInspection, last: number, signal?: AbortSignal): Promise<Uint32Array> {
  const hashes = new Uint32Array(last + 1)
  for (let next = 1; next <= last; ) {
    const records = await inspection.records(next, commitsAStep)
    for (const record of records) {
      for (const event of eventsOf(record)) hashes[event.globalPosition] = checksum(eventText(event))
      next = endOf(record) + 1
    }
    if (records.length === 0) break
    signal?.throwIfAborted()
  }
  return hashes
}

function isRight(page: StreamPage, hashes: Uint32Array): boolean {
  try {
    return eventsOfStreamPage(page).every((event) => {
      const { globalPosition } = event
      // Another tab can pack events that were appended after the check of the commits.
      return globalPosition >= hashes.length || hashes[globalPosition] === checksum(eventText(event))
    })
  } catch {
    return false
  }
}
