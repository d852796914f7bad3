import type { RecordedEvent } from '../log/domain-event.ts'
import { ProjectionFailed } from '../projection/projection-failed.ts'
import { type Fork, fork } from '../time-travel/fork.ts'
import { count } from './in-words.ts'
import type { Stage } from './part.ts'
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
): Promise<{ forked: Fork; viewer: Viewer; close(): Promise<void> }> {
  const { position, bookmarks } = main.view
  const forked = await fork(main.store, without ? { without: [without] } : { at: position })
  // Behind that, its positions are others.
  const shared = bookmarks.filter((bookmark) => bookmark.position <= forked.at)
  const viewer = new Viewer(forked, projections, shared, onChange)
  viewer.against = () => main.statesNow()
  const close = (): Promise<void> => {
    viewer.stop()
    return forked.close()
  }
  try {
    await viewer.timeline.toLive()
  } catch (error) {
    await close()
    throw without && error instanceof ProjectionFailed ? doesNotFit(error) : error
  }
  return { forked, viewer, close }
}

/** Why the fork cannot be shown to its end, and so not be committed, in words; undefined: it can. */
export async function misfit({ viewer }: Stage): Promise<string | undefined> {
  try {
    await viewer.statesNow()
    return undefined
  } catch (error) {
    if (!(error instanceof ProjectionFailed)) throw error
    const what = `The projections cannot show event ${count(error.position)} (${reasonOf(error)}).`
    return `${what} In the log it would stop them for good, so this fork cannot be committed.`
  }
}

function doesNotFit(error: ProjectionFailed): Error {
  // Without the one before it, it stands at the position before its own.
  const place = count(error.position + 1)
  const words = `What came after rests on this event: without it, event ${place} makes no sense (${reasonOf(error)}).`
  return new Error(words, { cause: error })
}

function reasonOf({ cause }: ProjectionFailed): string {
  return cause instanceof Error ? cause.message : String(cause)
}
