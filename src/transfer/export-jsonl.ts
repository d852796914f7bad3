import { abortSignal, checkOptions, count } from '../log/argument-checks.ts'
import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { ReadAllOptions } from '../log/event-store.ts'
import { eventText } from '../log/event-text.ts'
import type { ExportOptions } from '../log/file-options.ts'

const chunkText = 512 * 1024

/** What an export reads from. */
export type ReadableLog<E extends DomainEvent> = {
  readBatches(options: ReadAllOptions<E>): AsyncIterableIterator<readonly RecordedEvent<E>[]>
}

/** The log as JSON Lines: each event as it was recorded, a page at a time, as fast as the reader takes it. */
export function exportJsonl<E extends DomainEvent>(
  log: ReadableLog<E>,
  options: ExportOptions = {},
): ReadableStream<Uint8Array> {
  const { toPosition, signal } = checkOptions(options, { toPosition: count, signal: abortSignal })
  const range = { ...(toPosition === undefined ? {} : { toPosition }), ...(signal ? { signal } : {}) }
  const pages = log.readBatches(range)
  const chunks = chunksOf(pages)
  return new ReadableStream({
    async pull(controller) {
      const chunk = await chunks.next()
      if (chunk.done) controller.close()
      else controller.enqueue(chunk.value)
    },
    async cancel() {
      // Not the chunks: these wait while the database is asked for a page.
      await pages.return?.()
    },
  })
}

async function* chunksOf(
  pages: AsyncIterable<readonly RecordedEvent[]>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const encoder = new TextEncoder()
  for await (const page of pages) {
    let text = ''
    for (const event of page) {
      text += `${eventText(event)}\n`
      // A page of large events is more than one text can hold.
      if (text.length < chunkText) continue
      yield encoder.encode(text)
      text = ''
    }
    if (text !== '') yield encoder.encode(text)
  }
}
