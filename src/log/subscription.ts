import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { Closing } from './closing.ts'
import { DeliveredEvents } from './delivered-events.ts'
import { EndableIterator } from './endable-iterator.ts'
import { eventFilter } from './event-filter.ts'
import type { LogListener, SubscribeOptions } from './event-store.ts'
import { LogRewound, readAfter } from './log-place.ts'
import { PendingChanges } from './pending-changes.ts'
import { readLog } from './read-log.ts'
import type { CompleteStorage } from './replaceable-storage.ts'
import { withinOneHistory } from './within-one-history.ts'

/** The log that a subscription follows. */
export type Followed = {
  readonly storage: CompleteStorage
  readonly onLogChange: (listener: LogListener) => () => void
  readonly closing: Closing
}

/**
 * Delivers all recorded events, and then each new event. The subscription listens before the first read. A notification during a read leads
 * to one more read after the last event, so the subscription misses no event.
 */
export function subscribe<E extends DomainEvent>(
  { storage, onLogChange, closing }: Followed,
  options: SubscribeOptions<E>,
): AsyncIterableIterator<RecordedEvent<E>> {
  const changes = new PendingChanges()
  const delivered = new DeliveredEvents(options.fromPosition ?? 1, storage.historyId)
  return new EndableIterator(followedEvents<E>(storage, changes, delivered, eventFilter<E>(options) ?? (() => true)), {
    signal: options.signal,
    closing,
    isQuiet: true,
    begin: () => onLogChange(changes.add),
  })
}

/** Reads and follows the log. This generator reads only as far as its consumer requests. */
async function* followedEvents<E extends DomainEvent>(
  storage: CompleteStorage,
  changes: PendingChanges,
  delivered: DeliveredEvents,
  isWanted: (event: RecordedEvent<E>) => boolean,
): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
  let lastPosition = 0
  let isRewound = false
  for (;;) {
    const { position: to, historyId } = await endOf(storage)
    const read = (from: number, to: number) =>
      readLog<E>(storage, { from, to, direction: 'forward' }, undefined, historyId)
    try {
      const isReplaced = historyId !== delivered.place.historyId
      if (isRewound || to < lastPosition) {
        // Another tab can append to a restored log before this read. Only restored events count as delivered.
        const position = isReplaced ? await storage.restoredEvents() : to
        await delivered.rewindTo({ position, historyId }, read)
        isRewound = false
      }
      lastPosition = to
      for await (const events of readAfter(storage, delivered.place, (from) => read(from, to))) {
        delivered.add(events)
        yield events.filter(isWanted)
      }
      await changes.next()
    } catch (error) {
      isRewound = error instanceof LogRewound
      if (!isRewound && storage.historyId === historyId) throw error
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
