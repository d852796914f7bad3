import { abortSignal, checkOptions, count } from '../events/argument-checks.ts'
import { eventText } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ExportOptions } from './file-options.ts'

const chunkText = 512 * 1024

/**
 * Exports the log as JSON Lines in UTF-8, one recorded event per line. The stream reads the log only as fast as its consumer.
 *
 * @param options.toPosition the last position to export, from 0; default: the end of the log when the export starts
 * @param options.signal aborting makes the stream fail with the signal's reason
 * @throws {@link InvalidArgument} an option is invalid; {@link StoreClosed} the store is closed
 * @example
 * ```ts
 * const file = await new Response(exportJsonl(store)).blob()
 * ```
 */
export function exportJsonl<E extends DomainEvent>(
  store: Pick<EventStore<E>, 'readBatches'>,
  options: ExportOptions = {},
): ReadableStream<Uint8Array> {
  const { toPosition, signal } = checkOptions(options, { toPosition: count, signal: abortSignal })
  const range = { ...(toPosition === undefined ? {} : { toPosition }), ...(signal ? { signal } : {}) }
  const batches = store.readBatches(range)[Symbol.asyncIterator]()
  const chunks = chunksOf(batches)
  return new ReadableStream({
    async pull(controller) {
      const chunk = await chunks.next()
      if (chunk.done) controller.close()
      else controller.enqueue(chunk.value)
    },
    async cancel() {
      // `chunks.return()` would wait for a pending read of the database, so this function ends `batches` instead.
      await batches.return?.()
    },
  })
}

async function* chunksOf(
  batches: AsyncIterator<readonly RecordedEvent[]>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const encoder = new TextEncoder()
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    let text = ''
    for (const event of next.value) {
      text += `${eventText(event)}\n`
      // A batch of large events can exceed the maximum length of a string, so it becomes several chunks.
      if (text.length < chunkText) continue
      yield encoder.encode(text)
      text = ''
    }
    if (text !== '') yield encoder.encode(text)
  }
}
