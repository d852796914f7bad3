import type { RewindableTimeline, ShownMoment } from 'rewindable/devtools'

/** Publishes the displayed moment and the height of the timeline to style sheets and tests. */
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
