import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { orAborted, whileOpen } from '../log/while-open.ts'
import type { Locks } from '../platform/web-locks.ts'
import { inWords } from '../values/value-in-words.ts'
import type { ReactorCheckpoint } from './reactor-checkpoint.ts'
import { runExclusively } from './run-exclusively.ts'

/** The dependencies of a retry: those of the reactor that parked the event. */
export type ParkedRetry<E extends DomainEvent> = {
  readonly store: EventStore<E>
  readonly checkpoint: ReactorCheckpoint
  /** Name of the lock that keeps two tabs from retrying the event at the same time. */
  readonly lock: string
  readonly locks: Locks | undefined
  /** Aborted when the reactor is stopped. */
  readonly stopping: AbortSignal
  readonly handle: (event: RecordedEvent<E>, attempt: number, signal: AbortSignal) => Promise<unknown>
}

/** The locks of the retries that are in flight in this page. */
const inFlight = new Set<string>()

/**
 * Retries a parked event, and unparks the event if the reaction succeeds.
 *
 * @returns false if no event is parked at the position, or if its retry is in flight in this page
 * @throws {@link StoreClosed} the store was closed before or during the reaction
 * @throws every error of the reaction
 */
export async function retryParked<E extends DomainEvent>(position: number, retry: ParkedRetry<E>): Promise<boolean> {
  const { store, lock, locks } = retry
  // A reaction may call `retryParked` for its own event. The reaction must not wait for itself.
  if (inFlight.has(lock)) return false
  inFlight.add(lock)
  try {
    return await whileOpen(store, undefined, (closed) =>
      // The reaction holds the lock until it ends, even if this call has already rejected.
      orAborted(
        runExclusively(lock, closed, () => retryOnce(position, retry), locks),
        closed,
      ),
    )
  } finally {
    inFlight.delete(lock)
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
    // The log was rewound, and another event is now at the position of the parked one.
    await checkpoint.unpark(position)
    return false
  }
  const tries = parked.tries + 1
  // `stop()` aborts running reactions. A retry that begins after `stop()` runs to its end.
  const stop = stopping.aborted ? undefined : stopping
  await whileOpen(store, stop, async (ended) => {
    try {
      await handle(event, tries, ended)
    } catch (error) {
      // A failure after an abort does not count as a try, because the event did not cause it.
      if (!ended.aborted) await checkpoint.replaceParked({ ...parked, tries, error: inWords(error) })
      throw error
    }
  })
  await checkpoint.unpark(position)
  return true
}
