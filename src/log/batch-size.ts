import type { EventChunk } from './log-storage.ts'

const most = 4_096
// For batches of this size, the cost of the transaction is negligible. Larger batches would need more memory and block the main thread.
const batchText = 512 * 1024

/** The number of events in the first request, while the size of the events is unknown. */
export const firstBatch = 128

/**
 * Returns the number of events to request next, for a batch of about 512 KiB of text. The next events may be larger than the last.
 *
 * @param before the number requested last
 * @param entries the number of events in the chunks, or the number of chunks
 */
export function nextBatch(before: number, chunks: readonly EventChunk[], entries: number): number {
  const text = chunks.reduce((sum, { size }) => sum + size, 0)
  return Math.min(2 * before, Math.max(1, Math.min(most, Math.floor((batchText * entries) / text))))
}
