import type { EventStore } from '../log/event-store.ts'
import { make } from './make-element.ts'

/**
 * Offers a log as a file.
 *
 * @param until the last position to write; default: all
 * @returns the name of the file
 */
export async function saveLog(store: EventStore, toPosition?: number): Promise<string> {
  const name = toPosition === undefined ? 'events.jsonl' : `events-1-to-${toPosition}.jsonl`
  const stream = store.exportJsonl(toPosition === undefined ? {} : { toPosition })
  const url = URL.createObjectURL(await new Response(stream).blob())
  make('a', { href: url, download: name }).click()
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return name
}
