export type { Mark } from './devtools/chart/log-chart.ts'
export { CodeUnavailable } from './devtools/load-code.ts'
export { RewindableTimeline } from './devtools/rewindable-timeline.ts'
export type { ShownMoment } from './devtools/store-session.ts'
