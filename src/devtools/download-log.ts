import { exportJsonl } from '../files/export-jsonl.ts'
import type { EventStore } from '../log/event-store.ts'
import { make } from './make-element.ts'

/**
 * Downloads a log as a JSONL file.
 *
 * @param toPosition the last position to write; default: the whole log
 * @returns the name of the file
 */
export async function downloadLog(store: EventStore, toPosition?: number): Promise<string> {
  const name = toPosition === undefined ? 'events.jsonl' : `events-1-to-${toPosition}.jsonl`
  const stream = exportJsonl(store, toPosition === undefined ? {} : { toPosition })
  const url = URL.createObjectURL(await new Response(stream).blob())
  make('a', { href: url, download: name }).click()
  // The browser starts the download within this time.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return name
}
