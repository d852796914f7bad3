import type { Closing } from './closing.ts'
import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { EndableIterator } from './endable-iterator.ts'
import { eventFilter } from './event-filter.ts'
import type { LogListener, SubscribeOptions } from './event-store.ts'
import type { LogStorage } from './log-storage.ts'
import { ofOneHistory } from './one-history.ts'
import { readLog } from './read-log.ts'
import { Trail } from './trail.ts'

/** What a subscription follows. */
export type Followed = {
  readonly storage: LogStorage
  readonly onLogChange: (listener: LogListener) => () => void
  readonly closing: Closing
}

/**
 * History, then live. The doorbell is listened to before the first read, and whatever rings while a read is under way
 * leads to another read from where this one ended: nothing falls in between.
 */
export function subscribe<E extends DomainEvent>(
  { storage, onLogChange, closing }: Followed,
  options: SubscribeOptions<E>,
): AsyncIterableIterator<RecordedEvent<E>> {
  const bell = new Wait()
  const trail = new Trail(options.fromPosition ?? 1, storage.historyId)
  return new EndableIterator(newEvents<E>(storage, bell, trail, options), {
    signal: options.signal,
    closing,
    isQuiet: true,
    begin: () => onLogChange(bell.ring),
  })
}

async function* newEvents<E extends DomainEvent>(
  storage: LogStorage,
  bell: Wait,
  trail: Trail,
  options: SubscribeOptions<E>,
): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
  const wanted = eventFilter<E>(options)
  for (;;) {
    bell.hush()
    const { historyId, position } = await endOf(storage, trail)
    const range = { from: trail.begin(position, historyId), to: position, direction: 'forward' } as const
    const pages = untilReplaced(storage, historyId, readLog<E>(storage, range, undefined, historyId), bell.ring)
    reading: for await (const page of pages) {
      const news: RecordedEvent<E>[] = []
      for (const event of page) {
        const isNews = trail.take(event)
        if (isNews === undefined) {
          bell.ring()
          break reading
        }
        if (isNews && wanted(event)) news.push(event)
      }
      yield news
    }
    await bell.rung()
  }
}

/** Where the log ends, of which events. Tells the trail when those are other events than it knows. */
function endOf(storage: LogStorage, trail: Trail): Promise<{ historyId: string; position: number }> {
  return ofOneHistory(storage, async () => {
    const { position } = await storage.tail()
    const { historyId } = storage
    if (historyId !== trail.historyId) trail.replaced(await storage.restoredEvents())
    return { historyId, position }
  })
}

/** Pages of a log that may be replaced in the meantime: then they end, and `again` is called. */
async function* untilReplaced<Page>(
  storage: LogStorage,
  historyId: string,
  pages: AsyncIterable<Page>,
  again: () => void,
): AsyncGenerator<Page, void, undefined> {
  try {
    yield* pages
  } catch (error) {
    if (storage.historyId === historyId) throw error
    again()
  }
}

/** Remembers a ring that nobody was waiting for. */
class Wait {
  #wake: () => void = () => {}
  #rung: Promise<void> = Promise.resolve()

  readonly ring = (): void => this.#wake()

  hush(): void {
    this.#rung = new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  rung(): Promise<void> {
    return this.#rung
  }
}
