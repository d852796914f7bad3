import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { DeliveredEvents } from './delivered-events.ts'
import { EndableIterator } from './endable-iterator.ts'
import { eventFilter } from './event-filter.ts'
import type { LogListener, SubscribeOptions } from './event-store.ts'
import { followed } from './follow-batches.ts'
import type { FollowedParts } from './followed-log.ts'
import { LogRewound, readAfter } from './log-place.ts'
import { PendingChanges } from './pending-changes.ts'
import type { CompleteStorage } from './replaceable-storage.ts'
import { withinOneHistory } from './within-one-history.ts'

/** The log that a subscription follows. */
export type Followed = FollowedParts & { readonly onLogChange: (listener: LogListener) => () => void }

/**
 * Delivers all recorded events, and then each new event. The subscription listens before the first read. A notification during a read leads
 * to one more read after the last event, so the subscription misses no event.
 */
export function subscribe<E extends DomainEvent>(
  { storage, log, onLogChange, closing }: Followed,
  options: SubscribeOptions<E>,
): AsyncIterableIterator<RecordedEvent<E>> {
  const changes = new PendingChanges()
  const delivered = new DeliveredEvents(options.fromPosition ?? 1, storage.historyId)
  const isWanted = eventFilter<E>(options) ?? (() => true)
  const events = followedEvents<E>({ storage, log }, changes, delivered, isWanted)
  return new EndableIterator(events, {
    signal: options.signal,
    closing,
    isQuiet: true,
    begin: () => onLogChange(changes.add),
  })
}

/** Reads and follows the log. This generator reads only as far as its consumer requests. */
async function* followedEvents<E extends DomainEvent>(
  parts: Pick<FollowedParts, 'storage' | 'log'>,
  changes: PendingChanges,
  delivered: DeliveredEvents,
  isWanted: (event: RecordedEvent<E>) => boolean,
): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
  const { storage, log } = parts
  /** The position that the log was known to have at the last read. */
  let lastPosition = 0
  /** The position that the log has now. `Infinity`: unknown. */
  let announced = Infinity
  let isRewound = false
  for (;;) {
    // Events up to an announced position may come from memory.
    const isKnown = announced > lastPosition && announced < Infinity && !isRewound
    const since = isKnown ? 0 : log.moment
    if (!isKnown) log.readAhead(delivered.place.position)
    const { position: to, historyId } = isKnown
      ? { position: announced, historyId: storage.historyId }
      : await endOf(storage)
    const read = (from: number, to: number) => followed<E>(parts, { from, to, since }, historyId)
    try {
      const isReplaced = historyId !== delivered.place.historyId
      if (isRewound || to < lastPosition) {
        // Another tab can append to a restored log before this read. Only restored events count as delivered.
        const position = isReplaced ? await storage.restoredEvents() : to
        await delivered.rewindTo({ position, historyId }, read)
        isRewound = false
      }
      if (!isKnown) log.endsAt(to)
      lastPosition = to
      for await (const events of readAfter(storage, delivered.place, (from) => read(from, to))) {
        delivered.add(events)
        yield events.filter(isWanted)
      }
      announced = await changes.next()
    } catch (error) {
      isRewound = error instanceof LogRewound
      if (isRewound) log.forget()
      if (!isRewound && storage.historyId === historyId) throw error
      announced = Infinity
    }
  }
}

/** Reads the position of the last event, and the history that it belongs to. */
function endOf(storage: CompleteStorage): Promise<{ readonly position: number; readonly historyId: string }> {
  return withinOneHistory(storage, async () => {
    const { position } = (await storage.view({ streamIds: [], commandIds: [] })).tail
    return { position, historyId: storage.historyId }
  })
}
