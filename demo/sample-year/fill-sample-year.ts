import type { EventStore, RecordedEvent } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import { sampleYear } from './sample-year.ts'

const events = 10_000
const linesInAChunk = 250

/**
 * Fills an empty bank with a year of activity. An append is always recorded now, so history comes in the way a backup
 * does: as a file with times of its own, all of it or nothing.
 *
 * @param report told how many of how many events are in
 * @throws ImportRejected the bank is not empty
 */
export async function fillSampleYear(
  store: EventStore<BankEvent>,
  {
    now = Date.now,
    report,
    signal,
  }: { now?: () => number; report?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<void> {
  const year = sampleYear({ events, until: now(), seed: 2026 })
  await store.importJsonl(asJsonl(year), {
    onProgress: ({ lines }) => report?.(lines, events),
    ...(signal && { signal }),
  })
}

function asJsonl(recorded: Iterator<RecordedEvent<BankEvent>>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(controller) {
      let lines = ''
      for (let line = 0; line < linesInAChunk; line += 1) {
        const { done, value } = recorded.next()
        if (done) {
          if (lines) controller.enqueue(encoder.encode(lines))
          controller.close()
          return
        }
        lines += `${JSON.stringify(value)}\n`
      }
      controller.enqueue(encoder.encode(lines))
    },
  })
}
