import { Breath, breathe } from '../log/breathe.ts'
import type { DomainEvent } from '../log/domain-event.ts'
import { LogReplaced } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { Fold } from './fold.ts'

const eventsAGlance = 16

/** How far to fold, and what to heed on the way. */
export type Stretch = {
  /** Position of the last event to fold, which is in the log. */
  readonly to: number
  readonly signal?: AbortSignal | undefined
  /** Called after each few hundred events with the position of the last event folded. */
  readonly onPage?: (position: number) => void
}

/**
 * Folds the log on from where a fold stands. The event it stands on is read again: if that is not the one that was folded, the
 * log went back (a restored profile, a loss of power) and grew anew, and a fresh fold takes its place.
 *
 * A fold of events that `replaceFromJsonl` replaced starts over too, also when the event it stands on has the same id.
 *
 * @returns the fold, or the fresh one
 * @throws {@link LogReplaced} the log was replaced in the meantime: ask again where it ends
 */
export async function foldLog<State, E extends DomainEvent>(
  store: EventStore<E>,
  fold: Fold<State, E>,
  stretch: Stretch,
): Promise<Fold<State, E>> {
  const { to, signal, onPage } = stretch
  const afresh = (): Promise<Fold<State, E>> => foldLog(store, new Fold(fold.definition), stretch)
  const { historyId } = store
  if (fold.position > to) return afresh()
  if ((fold.historyId ?? historyId) !== historyId) return afresh()
  fold.historyId = historyId
  if (to === 0) return fold
  const breath = new Breath()
  const range = { fromPosition: Math.max(1, fold.position), toPosition: to }
  const start = fold.position
  for await (const page of store.readBatches(signal ? { ...range, signal } : range)) {
    for (const event of page) {
      if (event.globalPosition > fold.position) fold.apply(event)
      else if (event.id !== fold.eventId) return afresh()
      // Asking for the time costs more than folding most events does.
      if (event.globalPosition % eventsAGlance === 0 && breath.isDue) await breath.take(breathe)
    }
    if (fold.position > start) onPage?.(fold.position)
  }
  // Each reading is of one log, but `to` and the fold may be of the one before it.
  if (store.historyId !== historyId) throw new LogReplaced()
  return fold
}
