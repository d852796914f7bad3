import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { Closing } from './closing.ts'
import { EndableIterator } from './endable-iterator.ts'
import { eventFilter } from './event-filter.ts'
import type { ReadAllOptions } from './event-store.ts'
import { readLog } from './read-log.ts'
import type { CompleteStorage } from './replaceable-storage.ts'
import type { WithHistory } from './within-one-history.ts'

/** The log to read. */
export type ReadLog = {
  readonly storage: CompleteStorage
  readonly closing: Closing
}

/**
 * Yields the selected events one by one, up to the end that the log has when the read starts.
 *
 * @throws {@link LogReplaced} the log was replaced after the first events were yielded
 * @throws {@link LogCorrupted} an event cannot be read
 * @throws {@link StoreClosed} the store was closed before the end of the read
 */
export function readAll<E extends DomainEvent>(
  { storage, closing }: ReadLog,
  options: ReadAllOptions<E>,
): AsyncIterableIterator<RecordedEvent<E>> {
  return new EndableIterator(
    batchesOf(storage, options, (events) => events),
    { signal: options.signal, closing, isQuiet: false },
  )
}

/** Yields the events of {@link readAll} in batches of some hundreds. */
export function readBatches<E extends DomainEvent>(
  { storage, closing }: ReadLog,
  options: ReadAllOptions<E>,
): AsyncIterableIterator<readonly RecordedEvent<E>[]> {
  const pages = batchesOf(storage, options, (events) => (events.length > 0 ? [events] : []))
  return new EndableIterator(pages, { signal: options.signal, closing, isQuiet: false })
}

/** Yields batches of items. @param batchOf returns the items for a batch of selected events, which may be empty */
async function* batchesOf<E extends DomainEvent, Item>(
  storage: CompleteStorage,
  options: ReadAllOptions<E>,
  batchOf: (events: readonly RecordedEvent<E>[]) => readonly Item[],
): AsyncGenerator<readonly Item[], void, undefined> {
  const batches = repeatIfReplaced(storage, (historyId) => readOnce(storage, options, historyId))
  for await (const events of batches) yield batchOf(events)
}

/** Repeats a read if the log was replaced before the first batch. */
export async function* repeatIfReplaced<Batch>(
  log: WithHistory,
  read: (historyId: string) => AsyncIterable<Batch>,
): AsyncGenerator<Batch, void, undefined> {
  let hasBegun = false
  for (;;) {
    const { historyId } = log
    try {
      for await (const batch of read(historyId)) {
        hasBegun = true
        yield batch
      }
      return
    } catch (error) {
      // Another tab may have replaced the log before this read began, and this store may have received no notification.
      if (hasBegun || log.historyId === historyId) throw error
    }
  }
}

async function* readOnce<E extends DomainEvent>(
  storage: CompleteStorage,
  options: ReadAllOptions<E>,
  historyId: string,
): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
  const { fromPosition = 1, toPosition = Infinity, limit = Infinity, direction = 'forward' } = options
  const matches = eventFilter(options)

  const end = storage.view({ streamIds: [], commandIds: [] }).then(({ tail }) => tail.position)
  // A log usually reaches a given end. Then the read of the first batch need not wait for the end of the log.
  const isBounded = direction === 'forward' && toPosition < Infinity
  let from = fromPosition
  let to = isBounded ? toPosition : Math.min(toPosition, await end)
  if (!matches) {
    if (direction === 'forward') to = Math.min(to, from + limit - 1)
    else from = Math.max(from, to - limit + 1)
  }
  let left = limit
  const pages = readLog<E>(storage, { from, to, direction }, { end: isBounded ? end : undefined, historyId })
  for await (const page of pages) {
    const events = matches ? page.filter(matches).slice(0, left) : page
    left -= events.length
    yield events
    if (left === 0) return
  }
}

/** Yields the events of batches one by one. */
export async function* eachEvent<Event>(
  pages: AsyncIterable<readonly Event[]>,
): AsyncGenerator<Event, void, undefined> {
  for await (const page of pages) yield* page
}
