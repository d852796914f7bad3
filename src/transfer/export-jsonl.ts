import { abortSignal, checkOptions, count } from '../log/argument-checks.ts'
import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { ReadAllOptions } from '../log/event-store.ts'
import { eventText } from '../log/event-text.ts'
import type { ExportOptions } from '../log/file-options.ts'

const chunkText = 512 * 1024

/** The log that an export reads. */
export type ReadableLog<E extends DomainEvent> = {
  readBatches(options: ReadAllOptions<E>): AsyncIterableIterator<readonly RecordedEvent<E>[]>
}

/** Returns the log as a stream of JSON Lines, one recorded event a line. It reads the log only as fast as its consumer. */
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
      // `chunks.return()` would wait for a pending read of the database, so this ends `pages` instead.
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
      // A page of large events can exceed the maximum length of a string, so it becomes several chunks.
      if (text.length < chunkText) continue
      yield encoder.encode(text)
      text = ''
    }
    if (text !== '') yield encoder.encode(text)
  }
}
