import type { RecordedEvent } from '../events/domain-event.ts'
import { ProjectionFailed } from '../projection/projection-failed.ts'
import { fork } from '../time-travel/fork.ts'
import type { Fork } from '../time-travel/fork-store.ts'
import { count } from './display-text.ts'
import type { ShownProjection } from './shown-projection.ts'
import type { UiContext } from './ui-context.ts'
import { Viewer } from './viewer.ts'

/** Options to open a fork. */
export type WhatIfOptions = {
  /** The event to leave out. `undefined` starts the fork at the displayed position. */
  readonly without: RecordedEvent | undefined
  readonly projections: readonly ShownProjection[]
  readonly onChange: () => void
}

/**
 * Opens a fork of the displayed log. Shows the end of the fork, compared with the log.
 *
 * @throws an `Error` if the projections fail without the event; then the fork is discarded
 */
export async function openWhatIfFork(
  main: Viewer,
  { without, projections, onChange }: WhatIfOptions,
): Promise<{ forked: Fork; viewer: Viewer; close(): Promise<void> }> {
  const { position, bookmarks } = main.view
  const forked = await fork(main.store, without ? { without: [without] } : { at: position })
  // In the fork, later positions hold other events.
  const shared = bookmarks.filter((bookmark) => bookmark.position <= forked.at)
  const viewer = new Viewer(forked, projections, shared, onChange)
  viewer.comparedStates = () => main.statesNow()
  const close = (): Promise<void> => {
    viewer.stop()
    return forked.close()
  }
  try {
    await viewer.timeline.toLive()
  } catch (error) {
    await close()
    throw without && error instanceof ProjectionFailed ? cannotLeaveOut(error) : error
  }
  return { forked, viewer, close }
}

/** Returns the reason against a commit: a projection fails before the end of the fork. `undefined` if all succeed. */
export async function reasonNotToCommit({ viewer }: UiContext): Promise<string | undefined> {
  try {
    await viewer.statesNow()
    return undefined
  } catch (error) {
    if (!(error instanceof ProjectionFailed)) throw error
    const what = `The projections cannot show event ${count(error.position)} (${causeText(error)}).`
    return `${what} In the log, it would stop them for good, so this fork cannot be committed.`
  }
}

function cannotLeaveOut(error: ProjectionFailed): Error {
  // In the fork, the events after the omitted one have a position that is lower by one.
  const place = count(error.position + 1)
  const words = `The projections cannot show event ${place} without this event (${causeText(error)}).`
  return new Error(words, { cause: error })
}

function causeText({ cause }: ProjectionFailed): string {
  return cause instanceof Error ? cause.message : String(cause)
}
