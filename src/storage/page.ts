import type { CommitRecord } from '../log/commit-record.ts'
import type { JsonEvent } from '../log/domain-event.ts'
import { endOf, eventsOf, isLatin, largestRecord, type PackedEvents, withChecksum } from '../log/packed-events.ts'
import { columnsOf } from './columns-of.ts'

/**
 * The events of many small commits in one record, so that replaying them takes one read. Derived: never the truth, and always
 * safe to drop.
 */
export type Page = PackedEvents & {
  /** Key of the last commit in it. That commit still having the page's `id` tells that the page is of this very past. */
  readonly lastCommit: number
}

// Pages begin anew with the first commit of each block, so that all tabs cut the log in the same places, wherever they start.
const block = 1_024
// Fewer commits are read as quickly one by one.
export const fewestCommits = 8

/** The last position of the block that a position is in. */
export function blockEnd(position: number): number {
  return Math.ceil(position / block) * block
}

/** Cuts commits that follow each other into pages. The first of them must be the first of its block. */
export class PageCutter {
  #commits: CommitRecord[] = []
  #size = 0
  #isLatin = true

  /** @returns the page that ended before this commit, if it is worth one */
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

  /** @returns the last page, which must be known to be complete */
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

/** The shorter of two texts: columns of events that were appended one by one, entries where these leave most of the places out. */
function textOf(commits: readonly CommitRecord[]): string {
  // Each is read, whichever text is taken: a page's checksum must not vouch for what was damaged before.
  const events = commits.flatMap((commit) => eventsOf<JsonEvent>(commit))
  // Each is an array: what counts is between the brackets.
  const entries = `[${commits.map((commit) => commit.events.slice(1, -1)).join()}]`
  // A `toJSON` that somebody put on all lists or objects would have a say in the columns.
  if ('toJSON' in Array.prototype) return entries
  const columns = JSON.stringify(columnsOf(events))
  return columns.length < entries.length ? columns : entries
}
