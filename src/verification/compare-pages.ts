import { eventText } from '../events/event-text.ts'
import type { LogInspection } from '../storage/indexeddb/inspection.ts'
import { endOf, eventsOf, isSound, type PackedEvents } from '../storage/indexeddb/packed-events.ts'

const pagesAStep = 16
// More than a page is made of: each holds an event at least, and a page few hundreds.
const commitsAStep = 500

/** Whether every page says what the commits say. */
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
  const committed: string[] = []
  let last: PackedEvents | undefined
  for (let next = page.position; next <= endOf(page); next = endOf(last) + 1) {
    const commits = await inspection.records(next, commitsAStep)
    const within = commits.filter((commit) => endOf(commit) <= endOf(page))
    last = within.at(-1)
    if (last === undefined) return false
    committed.push(...within.flatMap(saidBy))
  }
  const said = saidBy(page)
  return said.length > 0 && last?.id === page.id && said.join() === committed.join()
}

/** The events of a record, each as text, whatever form they are stored in; none, if they cannot be read. */
function saidBy(record: PackedEvents): string[] {
  try {
    return eventsOf(record).map(eventText)
  } catch {
    return []
  }
}
