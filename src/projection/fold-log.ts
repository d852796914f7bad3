import type { DomainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { LogRewound, readAfter } from '../log/log-place.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import { Fold } from './fold.ts'

const eventsBetweenTimeChecks = 16

/** Options of {@link foldLog}. */
export type FoldLogOptions = {
  /** Position of the last event to fold, which must be in the log. */
  readonly to: number
  readonly signal?: AbortSignal | undefined
  /** Called every few hundred events with the position of the last event folded. */
  readonly onPage?: (position: number) => void
}

/**
 * Folds the events after the last event of a fold. If the log no longer holds that event, a new fold begins at the first event of
 * the log.
 *
 * @returns the given fold, or the new one
 * @throws {@link LogReplaced} the log was replaced during the read; read the last position of the log again
 * @throws {@link ProjectionFailed} a handler threw
 */
export async function foldLog<State, E extends DomainEvent>(
  store: EventStore<E>,
  fold: Fold<State, E>,
  options: FoldLogOptions,
): Promise<Fold<State, E>> {
  const { to, signal, onPage } = options
  const { position, eventId, historyId = store.historyId } = fold
  fold.historyId = historyId
  if (position === 0 && to === 0 && historyId === store.historyId) return fold
  const slice = new TimeSlice()
  const read = (fromPosition: number) =>
    store.readBatches(signal ? { fromPosition, toPosition: to, signal } : { fromPosition, toPosition: to })
  try {
    for await (const page of readAfter(store, { position, eventId, historyId }, to, read)) {
      for (const event of page) {
        fold.apply(event)
        // Reading the clock takes longer than folding most events.
        if (event.globalPosition % eventsBetweenTimeChecks === 0 && slice.isOver) await slice.renew()
      }
      onPage?.(fold.position)
    }
    return fold
  } catch (error) {
    if (error instanceof LogRewound) return foldLog(store, new Fold(fold.definition), options)
    throw error
  }
}
