import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { eventFilter } from './event-filter.ts'
import type { ReadAllOptions } from './event-store.ts'
import type { LogStorage } from './log-storage.ts'
import { readLog } from './read-log.ts'

/** The pages behind `readAll`: what was asked for, of the log as it is when the reading starts. */
export async function* readPages<E extends DomainEvent>(
  storage: LogStorage,
  options: ReadAllOptions<E>,
): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
  const { fromPosition = 1, toPosition = Infinity, limit = Infinity, direction = 'forward', signal } = options
  const wanted = eventFilter(options)
  signal?.throwIfAborted()

  const end = storage.tail().then(({ position }) => position)
  // Whoever says where to stop mostly knows that the log reaches so far.
  const isBounded = direction === 'forward' && toPosition < Infinity
  let from = fromPosition
  let to = isBounded ? toPosition : Math.min(toPosition, await end)
  const isAllWanted = options.types === undefined && options.streamPrefix === undefined
  if (isAllWanted) {
    if (direction === 'forward') to = Math.min(to, from + limit - 1)
    else from = Math.max(from, to - limit + 1)
  }
  let left = limit
  for await (const page of readLog<E>(storage, { from, to, direction }, isBounded ? end : undefined)) {
    signal?.throwIfAborted()
    const events = isAllWanted ? page : page.filter(wanted).slice(0, left)
    left -= events.length
    if (events.length > 0) yield events
    signal?.throwIfAborted()
    if (left === 0) return
  }
}

/** One event at a time out of pages of them. */
export async function* eachEvent<Event>(
  pages: AsyncIterable<readonly Event[]>,
  signal?: AbortSignal,
): AsyncGenerator<Event, void, undefined> {
  for await (const page of pages) {
    for (const event of page) {
      yield event
      signal?.throwIfAborted()
    }
  }
}
