import { check, ordinal, text } from '../events/argument-checks.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { withinOneHistory } from '../log/within-one-history.ts'

/**
 * Identifies an event: a recorded event, or an object with its id, for example from a link. With the position, one read finds the
 * event. Without the position, the log is searched backward.
 */
export type EventAnchor = {
  readonly id: string
  /** The position that the event had when it was read. The position is only a hint: the id decides. */
  readonly globalPosition?: number
}

/**
 * Returns the position of an event.
 *
 * @throws {@link InvalidArgument} the log has no event with this id
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

/** Searches backward, because users mostly seek recent events. */
async function searchBack<E extends DomainEvent>(store: EventStore<E>, id: string): Promise<number | undefined> {
  for await (const page of store.readBatches({ direction: 'backward' })) {
    const event = page.find((one) => one.id === id)
    if (event) return event.globalPosition
  }
  return undefined
}
