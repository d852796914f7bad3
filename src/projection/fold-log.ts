import type { DomainEvent } from '../events/domain-event.ts'
import { type EventSequence, positionIn, streamOf } from '../log/event-sequence.ts'
import { followBatches, forgetMemory, momentOf } from '../log/follow-batches.ts'
import { LogRewound, readAfter } from '../log/log-place.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import { Fold } from './fold.ts'

// Reading the clock takes longer than folding most events. For a stream, the read takes longer than both.
const eventsBetweenTimeChecks = 16

/** Options of {@link foldLog}. */
export type FoldLogOptions = {
  /** Position of the last event to fold, which must be in the sequence. In a stream also `Infinity`: up to its end. */
  readonly to: number
  /** As in {@link followBatches}. Default: reads the storage. */
  readonly since?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Called every few hundred events with the position of the last event folded. */
  readonly onPage?: (position: number) => void
}

/**
 * Folds the events after the last event of a fold. If the sequence no longer holds that event, a new fold begins at the first event
 * of the sequence.
 *
 * @returns the given fold, or the new one
 * @throws {@link LogReplaced} the log was replaced during the read; read the last position of the log again
 * @throws {@link ProjectionFailed} a handler threw
 */
export async function foldLog<State, E extends DomainEvent>(
  sequence: EventSequence<E>,
  fold: Fold<State, E>,
  options: FoldLogOptions,
): Promise<Fold<State, E>> {
  const { to, since = momentOf(sequence), signal, onPage } = options
  const { position, eventId, historyId = sequence.historyId } = fold
  fold.historyId = historyId
  fold.nextRead = Number.isFinite(to) ? to : 0
  if (position === 0 && to === 0 && historyId === sequence.historyId) return fold
  const slice = new TimeSlice()
  const between = streamOf(sequence) === undefined ? eventsBetweenTimeChecks : 1
  const read = (from: number) => followBatches(sequence, { from, to, since, signal })
  try {
    for await (const page of readAfter(sequence, { position, eventId, historyId }, read)) {
      for (const event of page) {
        const position = positionIn(sequence, event)
        fold.apply(event, position)
        if (position % between === 0 && slice.isOver) await slice.renew()
      }
      onPage?.(fold.position)
    }
    return fold
  } catch (error) {
    if (!(error instanceof LogRewound)) throw error
    forgetMemory(sequence)
    return foldLog(sequence, new Fold(fold.definition), { ...options, since: undefined })
  }
}
