import type { RecordedEvent } from '../events/domain-event.ts'

/** Describes the effect of an event in a few words. */
export type Describe = (event: RecordedEvent) => string

/** The default: the type of the event. */
export const describeByType: Describe = ({ type }) => type

/** Returns the type of the event if `describe` throws or returns nothing, so that the rest is still drawn. */
export function withFallback(describe: Describe): Describe {
  return (event) => {
    try {
      return String(describe(event) ?? event.type)
    } catch {
      return event.type
    }
  }
}

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

function dateText(time: number): string {
  return day.format(time)
}

export function timeText(time: number): string {
  return clock.format(time)
}

export function dateTimeText(time: number): string {
  return `${dateText(time)}, ${timeText(time)}`
}

export function count(number: number, what?: string): string {
  const figure = number.toLocaleString('en')
  return what === undefined ? figure : `${figure} ${what}${number === 1 ? '' : 's'}`
}

type Position = {
  readonly position: number
  readonly lastPosition: number
  readonly event: RecordedEvent | undefined
  readonly isLive: boolean
  readonly error?: unknown
}

/** Returns the position as text: "event 37 of 120, MoneyWithdrawn, 5 Mar 2026, 14:03:21". */
export function positionText({ position, lastPosition, event, isLive, error }: Position, describe: Describe): string {
  if (lastPosition === 0) return 'no events yet'
  // Folding a long log takes some time when a store is opened.
  if (!event && isLive && error === undefined) return `loading event ${count(lastPosition)}`
  if (!event) return `before the first of ${count(lastPosition, 'event')}`
  return `event ${count(position)} of ${count(lastPosition)}, ${describe(event)}, ${dateTimeText(event.recordedAt)}`
}

export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const unit = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** unit).toFixed(unit > 1 ? 1 : 0)} ${units[unit]}`
}
