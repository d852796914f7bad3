import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { eventFilter } from './event-filter.ts'
import type { SubscribeOptions, TailListener } from './event-store.ts'
import type { LogStorage } from './log-storage.ts'
import { readLog } from './read-log.ts'
import { Trail } from './trail.ts'

/** What a subscription follows. */
export type Followed = {
  readonly storage: LogStorage
  readonly onTail: (listener: TailListener) => () => void
  readonly isClosed: () => boolean
}

/**
 * History, then live. The doorbell is listened to before the first read, and whatever rings while a read is under way
 * leads to another read from where this one ended: nothing falls in between.
 */
export async function* subscribe<E extends DomainEvent>(
  { storage, onTail, isClosed }: Followed,
  options: SubscribeOptions<E>,
): AsyncGenerator<RecordedEvent<E>, void, undefined> {
  const { fromPosition = 1, signal } = options
  const wanted = eventFilter<E>(options)
  const bell = new Wait()
  const undo = onTail(bell.ring)
  signal?.addEventListener('abort', bell.ring)
  const isOver = (): boolean => signal?.aborted === true || isClosed()
  const trail = new Trail(fromPosition)
  try {
    while (!isOver()) {
      bell.hush()
      const { position } = await storage.tail()
      const pages = readLog<E>(storage, { from: trail.begin(position), to: position, direction: 'forward' })
      reading: for await (const page of pages) {
        for (const event of page) {
          if (isOver()) return
          const isNews = trail.take(event)
          if (isNews === undefined) {
            bell.ring()
            break reading
          }
          if (isNews && wanted(event)) yield event
        }
      }
      await bell.rung()
    }
  } catch (error) {
    if (!isClosed()) throw error
  } finally {
    undo()
    signal?.removeEventListener('abort', bell.ring)
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
