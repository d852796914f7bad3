import type { RecordedEvent } from '../log/domain-event.ts'
import { ProjectionFailed } from '../projection/projection-failed.ts'
import { type Fork, fork } from '../time-travel/fork.ts'
import { count } from './in-words.ts'
import type { ShownProjection } from './shown-projection.ts'
import { Viewer } from './viewer.ts'

/** What a fork is opened with. */
export type WhatIf = {
  /** The event that did not happen; undefined: the fork begins at the moment shown. */
  readonly without: RecordedEvent | undefined
  readonly projections: readonly ShownProjection[]
  readonly onChange: () => void
}

/**
 * A fork of the log that is looked at, and where one stands in it: at its end, compared with the log.
 *
 * @throws in words, when what is left cannot be folded; nothing is open then
 */
export async function openWhatIf(
  main: Viewer,
  { without, projections, onChange }: WhatIf,
): Promise<{ forked: Fork; viewer: Viewer; discard(): Promise<void> }> {
  const { position, bookmarks } = main.view
  const forked = await fork(main.store, without ? { without: [without] } : { at: position })
  // Behind that, its positions are others.
  const shared = bookmarks.filter((bookmark) => bookmark.position <= forked.at)
  const viewer = new Viewer(forked, projections, shared, onChange)
  viewer.against = () => main.statesNow()
  const discard = (): Promise<void> => {
    viewer.stop()
    return forked.discard()
  }
  try {
    await viewer.timeline.toLive()
  } catch (error) {
    await discard()
    throw without && error instanceof ProjectionFailed ? doesNotFit(error) : error
  }
  return { forked, viewer, discard }
}

function doesNotFit(error: ProjectionFailed): Error {
  const { cause } = error
  const reason = cause instanceof Error ? cause.message : String(cause)
  // Without the one before it, it stands at the position before its own.
  const place = count(error.position + 1)
  return new Error(`What came after rests on this event: without it, event ${place} makes no sense (${reason}).`, {
    cause: error,
  })
}
