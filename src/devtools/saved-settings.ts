import { ifAvailable } from '../platform/if-available.ts'
import { type Bookmark, withBookmark } from '../time-travel/timeline-view.ts'

const key = 'rewindable-timeline'

/** Settings of the element, independent of the displayed store. */
export type Settings = {
  /** Height of the panels in pixels. */
  readonly height?: number
  readonly areShortcutsOn?: boolean
}

/** Returns the settings from `localStorage`, or none if `localStorage` is not available. */
export function readSettings(): Settings {
  return read(key) as Settings
}

export function saveSettings(settings: Settings): void {
  write(key, settings)
}

export function readBookmarks(logId: string): readonly Bookmark[] {
  const found = read(`${key}:${logId}`)
  return Array.isArray(found) ? found.filter(isBookmark) : []
}

/** Saves only the differences, because another tab may have saved bookmarks too. */
export function saveBookmarks(logId: string, before: readonly Bookmark[], after: readonly Bookmark[]): void {
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
  // Ignores errors of a full or forbidden storage: the settings are not essential.
  if (value === undefined) ifAvailable(() => localStorage.removeItem(name))
  else ifAvailable(() => localStorage.setItem(name, JSON.stringify(value)))
}
