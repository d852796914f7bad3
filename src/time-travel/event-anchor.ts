import { check, ordinal, text } from '../events/argument-checks.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { withinOneHistory } from '../log/within-one-history.ts'

/**
 * Says which event is meant: one that was read, or what a link kept of it. With the position it is found at once; without, the
 * log is searched for it, from its end.
 */
export type EventAnchor = {
  readonly id: string
  /** Where it stood when it was read. Only a hint: the event of this id is what counts. */
  readonly globalPosition?: number
}

/**
 * @returns the position of the event
 * @throws {@link InvalidArgument} the log has no such event
 */
export async function positionOfEvent<E extends DomainEvent>(
  store: EventStore<E>,
  { id, globalPosition }: EventAnchor,
): Promise<number> {
  check('event.id', id, text)
  if (globalPosition !== undefined) {
    check('event.globalPosition', globalPosition, ordinal)
    if ((await eventAt(store, globalPosition))?.id === id) return globalPosition
  }
  const found = await withinOneHistory(store, () => searchBack(store, id))
  if (found !== undefined) return found
  throw new InvalidArgument({ argument: 'event.id', expected: 'the id of an event in the log', actual: id })
}

/** From the end, because people come back to what is recent. */
async function searchBack<E extends DomainEvent>(store: EventStore<E>, id: string): Promise<number | undefined> {
  for await (const page of store.readBatches({ direction: 'backward' })) {
    const event = page.find((one) => one.id === id)
    if (event) return event.globalPosition
  }
  return undefined
}
