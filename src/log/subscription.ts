import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { eventFilter } from './event-filter.ts'
import type { SubscribeOptions, TailListener } from './event-store.ts'
import type { LogStorage } from './log-storage.ts'
import { readLog } from './read-log.ts'

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
  { fromPosition = 1, signal, ...filter }: SubscribeOptions<E>,
): AsyncGenerator<RecordedEvent<E>, void, undefined> {
  const wanted = eventFilter<E>(filter)
  const bell = new Wait()
  const undo = onTail(bell.ring)
  signal?.addEventListener('abort', bell.ring)
  const isOver = (): boolean => signal?.aborted === true || isClosed()
  let next = fromPosition
  let end = 0
  try {
    while (!isOver()) {
      bell.hush()
      const { position } = await storage.tail()
      // The log went back (a restored profile, a loss of power): what comes now is news again.
      if (position < end) next = Math.min(next, position + 1)
      end = position
      for await (const page of readLog<E>(storage, { from: next, to: position, direction: 'forward' })) {
        for (const event of page) {
          if (isOver()) return
          if (wanted(event)) yield event
        }
      }
      next = Math.max(next, position + 1)
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
