import { abortSignal, checkOptions, count } from '../log/argument-checks.ts'
import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { ExportOptions, ReadAllOptions } from '../log/event-store.ts'

/** What an export reads from. */
export type ReadableLog<E extends DomainEvent> = {
  readPages(options: ReadAllOptions<E>): AsyncIterable<readonly RecordedEvent<E>[]>
}

/** The log as JSON Lines: each event as it was recorded, a page at a time, as fast as the reader takes it. */
export function exportJsonl<E extends DomainEvent>(
  log: ReadableLog<E>,
  options: ExportOptions = {},
): ReadableStream<Uint8Array> {
  checkOptions(options, { until: count, signal: abortSignal })
  const { until, signal } = options
  const range = { ...(until === undefined ? {} : { toPosition: until }), ...(signal ? { signal } : {}) }
  const pages = log.readPages(range)[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const page = await pages.next()
      if (page.done) controller.close()
      else controller.enqueue(encoder.encode(page.value.map((event) => `${JSON.stringify(event)}\n`).join('')))
    },
    async cancel() {
      await pages.return?.()
    },
  })
}
