import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { inWords } from '../log/in-words.ts'
import { orAborted } from '../log/or-aborted.ts'
import { whileOpen } from '../log/while-open.ts'
import { exclusively, type Locks } from './exclusive.ts'
import type { ReactorCheckpoint } from './reactor-checkpoint.ts'

/** Whose parked event is retried, and how. */
export type ParkedRetry<E extends DomainEvent> = {
  readonly store: EventStore<E>
  readonly checkpoint: ReactorCheckpoint
  /** Name of the lock that keeps two tabs from retrying the event at once. */
  readonly lock: string
  readonly locks: Locks | undefined
  /** Aborted when the reactor is stopped. */
  readonly stopping: AbortSignal
  readonly handle: (event: RecordedEvent<E>, attempt: number, signal: AbortSignal) => Promise<unknown>
}

/** The locks of the retries that this page has under way. */
const underWay = new Set<string>()

/**
 * Tries a parked event once more, and unparks it when that works.
 *
 * @returns false: no event is parked there, or this page is retrying it already
 * @throws {@link StoreClosed} as soon as the store is closed, and what the reaction throws
 */
export async function retryParked<E extends DomainEvent>(position: number, retry: ParkedRetry<E>): Promise<boolean> {
  const { store, lock, locks } = retry
  // A reaction that retries the event it is being retried for must not wait for itself.
  if (underWay.has(lock)) return false
  underWay.add(lock)
  try {
    return await whileOpen(store, undefined, (closed) =>
      // The reaction holds the lock until it ends, also when the caller no longer waits for it.
      orAborted(
        exclusively(lock, closed, () => retryOnce(position, retry), locks),
        closed,
      ),
    )
  } finally {
    underWay.delete(lock)
  }
}

async function retryOnce<E extends DomainEvent>(
  position: number,
  { store, checkpoint, handle, stopping }: ParkedRetry<E>,
): Promise<boolean> {
  const parked = (await checkpoint.read()).parked.find((one) => one.position === position)
  if (!parked) return false
  const event = await eventAt(store, position)
  if (event?.id !== parked.eventId) {
    // The log went back, and another event took the place of the parked one.
    await checkpoint.unpark(position)
    return false
  }
  const tries = parked.tries + 1
  // Stopping ends the reactions that run, and not those that are asked for later.
  const stop = stopping.aborted ? undefined : stopping
  await whileOpen(store, stop, async (ended) => {
    try {
      await handle(event, tries, ended)
    } catch (error) {
      // The event did not cause a failure that follows an abort.
      if (!ended.aborted) await checkpoint.replaceParked({ ...parked, tries, error: inWords(error) })
      throw error
    }
  })
  await checkpoint.unpark(position)
  return true
}
