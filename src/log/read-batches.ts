import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { Closing } from './closing.ts'
import { EndableIterator } from './endable-iterator.ts'
import { eventFilter } from './event-filter.ts'
import type { ReadAllOptions } from './event-store.ts'
import { readLog } from './read-log.ts'
import type { CompleteStorage } from './replaceable-storage.ts'

/** What a reading reads. */
export type ReadLog = {
  readonly storage: CompleteStorage
  readonly closing: Closing
}

/**
 * What was asked for, of the log as it is when the reading starts: one event at a time.
 *
 * @throws {@link LogReplaced} the log was replaced after the first events were given
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

/** The same, some hundreds of events at a time. */
export function readBatches<E extends DomainEvent>(
  { storage, closing }: ReadLog,
  options: ReadAllOptions<E>,
): AsyncIterableIterator<readonly RecordedEvent<E>[]> {
  const pages = batchesOf(storage, options, (events) => (events.length > 0 ? [events] : []))
  return new EndableIterator(pages, { signal: options.signal, closing, isQuiet: false })
}

/** @param batchOf what to hand out of the events of a page, of which there may be none */
async function* batchesOf<E extends DomainEvent, Item>(
  storage: CompleteStorage,
  options: ReadAllOptions<E>,
  batchOf: (events: readonly RecordedEvent<E>[]) => readonly Item[],
): AsyncGenerator<readonly Item[], void, undefined> {
  let hasBegun = false
  for (;;) {
    const { historyId } = storage
    try {
      for await (const events of readOnce(storage, options, historyId)) {
        hasBegun = true
        yield batchOf(events)
      }
      return
    } catch (error) {
      // A store may not know yet that another tab replaced the log before this reading began.
      if (hasBegun || storage.historyId === historyId) throw error
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
  // Whoever says where to stop mostly knows that the log reaches so far.
  const isBounded = direction === 'forward' && toPosition < Infinity
  let from = fromPosition
  let to = isBounded ? toPosition : Math.min(toPosition, await end)
  if (!matches) {
    if (direction === 'forward') to = Math.min(to, from + limit - 1)
    else from = Math.max(from, to - limit + 1)
  }
  let left = limit
  for await (const page of readLog<E>(storage, { from, to, direction }, isBounded ? end : undefined, historyId)) {
    const events = matches ? page.filter(matches).slice(0, left) : page
    left -= events.length
    yield events
    if (left === 0) return
  }
}

/** One event at a time out of pages of them. */
export async function* eachEvent<Event>(
  pages: AsyncIterable<readonly Event[]>,
): AsyncGenerator<Event, void, undefined> {
  for await (const page of pages) yield* page
}
