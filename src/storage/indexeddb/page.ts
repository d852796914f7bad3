import type { JsonEvent } from '../../events/domain-event.ts'
import type { CommitRecord } from './commit-record.ts'
import { columnsOf } from './event-columns.ts'
import { endOf, eventsOf, isLatin, largestRecord, type PackedEvents, withChecksum } from './packed-events.ts'

/** The events of many small commits in one record, so that a replay needs one read for them. Pages are derived data. */
export type Page = PackedEvents & {
  /** Key of the last commit in the page. If that commit has the page's `id`, the page belongs to this log. */
  readonly lastCommit: number
}

// A new page begins with the first commit of each block, so that all tabs divide the log at the same positions.
const block = 1_024
/** The least number of commits in a page. Reading a page of fewer commits would not be faster than reading the commits. */
export const fewestCommits = 8

/** Returns the last position of the block that holds a position. */
export function blockEnd(position: number): number {
  return Math.ceil(position / block) * block
}

/** Cuts adjacent commits into pages. The first commit must be the first of its block. */
export class PageCutter {
  #commits: CommitRecord[] = []
  #size = 0
  #isLatin = true

  /** Adds a commit. @returns the page that ended before this commit, if it has enough commits */
  take(commit: CommitRecord): Page | undefined {
    const isPlain = isLatin(commit.events)
    const bytes = (this.#size + commit.events.length) * (this.#isLatin && isPlain ? 1 : 2)
    const isOfBlock = blockEnd(this.#commits[0]?.position ?? 0) === blockEnd(commit.position)
    const page = isOfBlock && bytes <= largestRecord ? undefined : this.end()
    this.#commits.push(commit)
    this.#size += commit.events.length
    this.#isLatin &&= isPlain
    return page
  }

  /** Ends the current page, which must be complete. @returns the page, if it has enough commits */
  end(): Page | undefined {
    const commits = this.#commits
    this.#commits = []
    this.#size = 0
    this.#isLatin = true
    const last = commits.at(-1)
    if (last === undefined || commits.length < fewestCommits) return undefined
    const position = commits[0]?.position ?? 0
    return withChecksum({
      position,
      count: endOf(last) - position + 1,
      id: last.id,
      lastCommit: last.position,
      events: textOf(commits),
    })
  }
}

/** Returns the events as columns or as entries, whichever text is shorter. */
function textOf(commits: readonly CommitRecord[]): string {
  // Decodes each commit first: a page with a correct checksum must not contain a damaged commit.
  const events = commits.flatMap((commit) => eventsOf<JsonEvent>(commit))
  // Joins the JSON arrays of the commits by their items.
  const entries = `[${commits.map((commit) => commit.events.slice(1, -1)).join()}]`
  // If code of the page added `toJSON` to all arrays, it would change the columns.
  if ('toJSON' in Array.prototype) return entries
  const columns = JSON.stringify(columnsOf(events))
  return columns.length < entries.length ? columns : entries
}
