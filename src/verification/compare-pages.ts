import { eventText } from '../events/copy-event.ts'
import type { LogInspection } from '../storage/indexeddb/inspection.ts'
import { endOf, eventsOf, isSound, type PackedEvents } from '../storage/indexeddb/packed-events.ts'

const pagesAStep = 16
// More than the commits of one page: a commit has at least one event, and a page has a few hundred.
const commitsAStep = 500

/** Returns whether every page has the same events as the commits. */
export async function pagesAreRight(inspection: LogInspection, signal?: AbortSignal): Promise<boolean> {
  for (let next = 1; ; ) {
    const pages = await inspection.pages(next, pagesAStep)
    for (const page of pages) {
      if (!isSound(page) || !(await isOfCommits(inspection, page))) return false
      next = endOf(page) + 1
      signal?.throwIfAborted()
    }
    if (pages.length === 0) return true
  }
}

async function isOfCommits(inspection: LogInspection, page: PackedEvents): Promise<boolean> {
  const committedTexts: string[] = []
  let last: PackedEvents | undefined
  for (let next = page.position; next <= endOf(page); next = endOf(last) + 1) {
    const commits = await inspection.records(next, commitsAStep)
    const within = commits.filter((commit) => endOf(commit) <= endOf(page))
    last = within.at(-1)
    if (last === undefined) return false
    committedTexts.push(...within.flatMap(eventTextsOf))
  }
  const texts = eventTextsOf(page)
  return texts.length > 0 && last?.id === page.id && texts.join() === committedTexts.join()
}

/** Returns the events of a record as text, independent of the stored form. Returns no text if the events cannot be read. */
function eventTextsOf(record: PackedEvents): string[] {
  try {
    return eventsOf(record).map(eventText)
  } catch {
    return []
  }
}
