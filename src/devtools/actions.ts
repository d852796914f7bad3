import type { Mark } from './chart/log-chart.ts'
import { findNeighbour } from './find-events.ts'
import type { Action } from './shortcuts.ts'
import type { Viewer } from './viewer.ts'

/** The operations that the element provides for the actions. */
export type ActionTargets = {
  readonly toLive: () => void
  readonly bookmark: () => void
  readonly search: () => void
  readonly help: () => void
  /** Returns whether a tool was open. */
  readonly close: () => boolean
  readonly marks: () => readonly Mark[]
  readonly showError: (error: unknown) => void
}

/** The function of each action. It returns `false` if it did nothing; the page then receives the key. */
export type Actions = Record<Action, () => unknown>

export function actions(viewer: () => Viewer, targets: ActionTargets): Actions {
  const tenth = (): number => {
    const { from, to } = viewer().slider.scale.range
    return Math.max(1, Math.round((to - from) / 10))
  }
  const zoomBy = (factor: number): void => {
    const { slider, view } = viewer()
    slider.zoomBy(factor, slider.scale.shareOf(view.position))
  }
  const pin = (): void => {
    const { pinned, view } = viewer()
    viewer().pin(pinned === undefined ? view.position : undefined)
  }
  const stepAlong = (direction: 1 | -1, same: 'streamId' | 'type'): void => {
    const here = viewer()
    const { event } = here.view
    if (!event) return here.step(direction)
    here.goToResult(findNeighbour(here.store, event, direction, same)).catch(targets.showError)
  }
  /** Goes to the next or the previous bookmark or mark. */
  const toMark = (direction: 1 | -1): void => {
    const { position, bookmarks } = viewer().view
    const all = [...bookmarks, ...targets.marks()]
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
    last: targets.toLive,
    live: targets.toLive,
    bookmark: targets.bookmark,
    earlierBookmark: () => toMark(-1),
    laterBookmark: () => toMark(1),
    search: targets.search,
    nextMatch: () => viewer().find(1),
    previousMatch: () => viewer().find(-1),
    pin,
    zoomIn: () => zoomBy(0.5),
    zoomOut: () => zoomBy(2),
    fit: () => viewer().slider.zoomTo(undefined),
    help: targets.help,
    close: targets.close,
  }
}
