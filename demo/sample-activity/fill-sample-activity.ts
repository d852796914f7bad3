import { type EventStore, importJsonl, type RecordedEvent } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import { sampleActivity } from './sample-activity.ts'

/** The amount of sample activity. */
export type Sample = {
  readonly events: number
  readonly years: number
  /** The message after the activity was created. */
  readonly done: string
}

export const samples = {
  year: { events: 10_000, years: 1, done: 'A year of activity is in the log.' },
  decade: { events: 100_000, years: 10, done: 'Ten years of activity are in the log.' },
} satisfies Record<string, Sample>

const linesInAChunk = 100

/**
 * Fills an empty bank with years of activity. Appends would record the current time, so the activity is imported as a
 * file, completely or not at all.
 *
 * @param report called with the number of imported events and the total
 * @throws ImportRejected if the bank is not empty
 */
export async function fillSampleActivity(
  store: EventStore<BankEvent>,
  { events, years }: Sample,
  {
    now = Date.now,
    report,
    signal,
  }: { now?: () => number; report?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<void> {
  const activity = sampleActivity({ events, years, until: now(), seed: 2026 })
  await importJsonl(store, asJsonl(activity), {
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
