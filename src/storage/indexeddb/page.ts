import type { JsonEvent } from '../../events/domain-event.ts'
import type { CommitRecord } from './commit-record.ts'
import { columnsOf } from './event-columns.ts'
import { endOf, eventsOf, isLatin, largestRecord, type PackedEvents, withChecksum } from './packed-events.ts'

/** The events of many small commits in one record, so that replaying them takes one read. Derived, and safe to delete. */
export type Page = PackedEvents & {
  /** Key of the last commit in it. If that commit has the page's `id`, the page belongs to this log. */
  readonly lastCommit: number
}

// A new page begins with the first commit of each block, so that all tabs cut the log in the same places.
const block = 1_024
// Reading fewer commits one by one is as fast.
export const fewestCommits = 8

/** Returns the last position of the block that holds a position. */
export function blockEnd(position: number): number {
  return Math.ceil(position / block) * block
}

/** Cuts commits that follow each other into pages. The first of them must be the first of its block. */
export class PageCutter {
  #commits: CommitRecord[] = []
  #size = 0
  #isLatin = true

  /** @returns the page that ended before this commit, if it has enough commits */
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

  /** @returns the last page. Call it only when that is complete */
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

/** Returns the shorter of two texts: columns, or entries if these omit most of the places. */
function textOf(commits: readonly CommitRecord[]): string {
  // Decodes each commit in any case: a page's checksum must not cover a damaged commit.
  const events = commits.flatMap((commit) => eventsOf<JsonEvent>(commit))
  // Each text is an array: joins what is between the brackets.
  const entries = `[${commits.map((commit) => commit.events.slice(1, -1)).join()}]`
  // A `toJSON` that was added to all arrays would change the columns.
  if ('toJSON' in Array.prototype) return entries
  const columns = JSON.stringify(columnsOf(events))
  return columns.length < entries.length ? columns : entries
}
