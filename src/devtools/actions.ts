import type { Mark } from './marks.ts'
import { nearest } from './nearest.ts'
import type { Action } from './shortcuts.ts'
import type { Viewer } from './viewer.ts'

/** What only the element can do. */
export type Surroundings = {
  readonly toLive: () => void
  readonly bookmark: () => void
  readonly search: () => void
  readonly help: () => void
  /** @returns whether something was open */
  readonly close: () => boolean
  readonly marks: () => readonly Mark[]
  readonly tell: (error: unknown) => void
}

/** What each action does. False: there was nothing to do, and the key is the page's. */
export type Actions = Record<Action, () => unknown>

export function actions(viewer: () => Viewer, around: Surroundings): Actions {
  const tenth = (): number => {
    const { from, to } = viewer().scale.stretch
    return Math.max(1, Math.round((to - from) / 10))
  }
  const pin = (): void => {
    const { pinned, view } = viewer()
    viewer().pin(pinned === undefined ? view.position : undefined)
  }
  const stepAlong = (direction: 1 | -1, same: 'streamId' | 'type'): void => {
    const here = viewer()
    const { event } = here.view
    if (!event) return here.step(direction)
    here.goToFound(nearest(here.store, event, direction, same)).catch(around.tell)
  }
  /** To the next bookmark or mark of the page, or the one before. */
  const toMark = (direction: 1 | -1): void => {
    const { position, bookmarks } = viewer().view
    const all = [...bookmarks, ...around.marks()]
    const ways = all.map((one) => (one.position - position) * direction).filter((way) => way > 0)
    if (ways.length > 0) viewer().goTo(position + direction * Math.min(...ways))
  }
  return {
    play: () => viewer().togglePlaying(),
    earlier: () => viewer().step(-1),
    later: () => viewer().step(1),
    tenEarlier: () => viewer().step(-10),
    tenLater: () => viewer().step(10),
    earlierInStream: () => stepAlong(-1, 'streamId'),
    laterInStream: () => stepAlong(1, 'streamId'),
    earlierOfType: () => stepAlong(-1, 'type'),
    laterOfType: () => stepAlong(1, 'type'),
    pageEarlier: () => viewer().step(-tenth()),
    pageLater: () => viewer().step(tenth()),
    first: () => viewer().goTo(0),
    last: around.toLive,
    live: around.toLive,
    bookmark: around.bookmark,
    earlierBookmark: () => toMark(-1),
    laterBookmark: () => toMark(1),
    search: around.search,
    nextMatch: () => viewer().find(1),
    previousMatch: () => viewer().find(-1),
    pin,
    zoomIn: () => viewer().zoomBy(0.5),
    zoomOut: () => viewer().zoomBy(2),
    fit: () => viewer().zoomTo(undefined),
    help: around.help,
    close: around.close,
  }
}
