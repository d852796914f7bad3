import { check, ordinal, text } from '../events/argument-checks.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { eventAt } from '../log/event-at.ts'
import { type EventSequence, positionIn, streamOf } from '../log/event-sequence.ts'
import { withinOneHistory } from '../log/within-one-history.ts'

/**
 * Identifies an event: a recorded event, or an object with its id, for example from a link. With the position, one read finds the
 * event. Without the position, the log or the stream is searched backward.
 */
export type EventAnchor = {
  readonly id: string
  /** The position that the event had when it was read. The position is only a hint: the id decides. */
  readonly globalPosition?: number
  /** The version that the event had in its stream. The hint for a timeline of one stream. */
  readonly streamVersion?: number
}

/**
 * Returns the position of an event.
 *
 * @throws {@link InvalidArgument} there is no event with this id
 */
export async function positionOfEvent<E extends DomainEvent>(
  sequence: EventSequence<E>,
  { id, globalPosition, streamVersion }: EventAnchor,
): Promise<number> {
  check('event.id', id, text)
  for (const [name, hint] of Object.entries({ globalPosition, streamVersion })) {
    if (hint !== undefined) check(`event.${name}`, hint, ordinal)
  }
  const hint = streamOf(sequence) === undefined ? globalPosition : streamVersion
  if (hint !== undefined && (await eventAt(sequence, hint))?.id === id) return hint
  const found = await withinOneHistory(sequence, () => searchBack(sequence, id))
  if (found !== undefined) return found
  const place = streamOf(sequence) === undefined ? 'log' : 'stream'
  throw new InvalidArgument({ argument: 'event.id', expected: `the id of an event in the ${place}`, actual: id })
}

/** Searches backward, because users mostly seek recent events. */
async function searchBack<E extends DomainEvent>(sequence: EventSequence<E>, id: string): Promise<number | undefined> {
  for await (const page of sequence.readBatches({ direction: 'backward' })) {
    const event = page.find((one) => one.id === id)
    if (event) return positionIn(sequence, event)
  }
  return undefined
}
