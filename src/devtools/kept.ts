import { ifAvailable } from '../log/if-available.ts'
import { type Bookmark, withBookmark } from '../time-travel/timeline-view.ts'

const key = 'rewindable-timeline'

/** What an element remembers of its looks, whatever it shows. */
export type Looks = {
  /** Of the panels, in pixels. */
  readonly height?: number
  readonly areShortcutsOn?: boolean
}

/** Where the person left things, kept in this browser; where that is forbidden, until the page is closed. */
export function readLooks(): Looks {
  return read(key) as Looks
}

export function keepLooks(looks: Looks): void {
  write(key, looks)
}

export function readBookmarks(logId: string): readonly Bookmark[] {
  const found = read(`${key}:${logId}`)
  return Array.isArray(found) ? found.filter(isBookmark) : []
}

/** Keeps what became different, and nothing else: another tab may have kept some of its own meanwhile. */
export function keepBookmarks(logId: string, before: readonly Bookmark[], after: readonly Bookmark[]): void {
  const gone = before.filter((one) => !after.includes(one)).map(({ position }) => position)
  const others = readBookmarks(logId).filter(({ position }) => !gone.includes(position))
  const kept = after.filter((one) => !before.includes(one)).reduce(withBookmark, others)
  write(`${key}:${logId}`, kept.length > 0 ? kept : undefined)
}

function isBookmark(value: Partial<Bookmark> | null): value is Bookmark {
  return Number.isSafeInteger(value?.position) && typeof value?.label === 'string' && typeof value.eventId === 'string'
}

function read(name: string): object {
  const value = ifAvailable<unknown>(() => JSON.parse(localStorage.getItem(name) ?? '{}'))
  return typeof value === 'object' && value !== null ? value : {}
}

function write(name: string, value: object | undefined): void {
  // Without room or permission it is not kept: it is a comfort, not a promise.
  if (value === undefined) ifAvailable(() => localStorage.removeItem(name))
  else ifAvailable(() => localStorage.setItem(name, JSON.stringify(value)))
}
