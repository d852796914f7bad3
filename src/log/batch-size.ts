import type { EventChunk } from './log-storage.ts'

const most = 4_096
// Large enough that the cost of its transaction does not matter, and small enough for memory and for the main thread.
const batchText = 512 * 1024

/** How many events to request first, when nothing is known of their size. */
export const firstBatch = 128

/**
 * Returns how many events to request next, for about as much text as a batch should have. The next events may be larger than the last.
 *
 * @param before how many were requested last
 * @param entries how many came in the chunks: events, or the chunks themselves
 */
export function nextBatch(before: number, chunks: readonly EventChunk[], entries: number): number {
  const text = chunks.reduce((sum, { size }) => sum + size, 0)
  return Math.min(2 * before, Math.max(1, Math.min(most, Math.floor((batchText * entries) / text))))
}
