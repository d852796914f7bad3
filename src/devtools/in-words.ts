import type { RecordedEvent } from '../log/domain-event.ts'

/** Says what an event did, in a few words. */
export type Describe = (event: RecordedEvent) => string

/** The type alone, unless the page knows better. */
export const byType: Describe = ({ type }) => type

/** In the page's words; where it has none, or stumbles over an event, by its type: everything else is still to be drawn. */
export function surely(describe: Describe): Describe {
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

function dayOf(time: number): string {
  return day.format(time)
}

export function clockOf(time: number): string {
  return clock.format(time)
}

export function whenOf(time: number): string {
  return `${dayOf(time)}, ${clockOf(time)}`
}

export function count(number: number, what?: string): string {
  const figure = number.toLocaleString('en')
  return what === undefined ? figure : `${figure} ${what}${number === 1 ? '' : 's'}`
}

type Place = {
  readonly position: number
  readonly lastPosition: number
  readonly event: RecordedEvent | undefined
  readonly isLive: boolean
  readonly error?: unknown
}

/** Where one is, as a sentence: "event 37 of 120, MoneyWithdrawn, 5 Mar 2026, 14:03:21". */
export function placeInWords({ position, lastPosition, event, isLive, error }: Place, describe: Describe): string {
  if (lastPosition === 0) return 'no events yet'
  // A long log takes a moment to be folded when it is opened.
  if (!event && isLive && error === undefined) return `on the way to event ${count(lastPosition)}`
  if (!event) return `before the first of ${count(lastPosition, 'event')}`
  return `event ${count(position)} of ${count(lastPosition)}, ${describe(event)}, ${whenOf(event.recordedAt)}`
}

export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const unit = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** unit).toFixed(unit > 1 ? 1 : 0)} ${units[unit]}`
}
