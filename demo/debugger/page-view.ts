import type { RewindableTimeline, ShownMoment } from 'rewindable/devtools'

/** Tells the style sheets, and whoever drives the page, what is shown and what the timeline covers. */
export function pageView(root: HTMLElement, timeline: RewindableTimeline): (moment: ShownMoment) => void {
  new ResizeObserver(() => {
    root.style.setProperty('--timeline-height', `${timeline.offsetHeight}px`)
  }).observe(timeline)

  return ({ isLive, position, lastPosition, fork }) => {
    root.toggleAttribute('data-ready', true)
    root.toggleAttribute('data-has-events', lastPosition > 0)
    root.dataset.viewing = isLive && !fork ? 'live' : 'past'
    root.dataset.position = String(position)
  }
}
