import type { ListContender } from './account-list.ts'
import type { Contender } from './log.ts'
import { ownWorks } from './own-works.ts'
import type { StoredContender } from './stored-rows.ts'
import { appendShown } from './works/append-shown.ts'
import { awaitedAppend } from './works/awaited-append.ts'
import { bulkAppend } from './works/bulk-append.ts'
import { concurrentAppends } from './works/concurrent-appends.ts'
import { fillKeptLog, readAgain } from './works/kept-log.ts'
import { oneStream } from './works/one-stream.ts'
import { opening } from './works/opening.ts'
import { peakHeap } from './works/peak-heap.ts'
import { firstReplay, replay, replayInMemory } from './works/replay.ts'
import { seekingAnywhere, seekingNearby } from './works/seeking.ts'
import { createRows, openRows, queryRows, updateRows } from './works/stored-rows.ts'
import { followInThisTab, tabToTab } from './works/tab-to-tab.ts'
import type { Work } from './works/work.ts'

/** The tasks of logs by the names in `tasks.mjs`. */
const logWorks: Record<string, Work> = {
  awaitedAppend,
  concurrentAppends,
  bulkAppend,
  firstReplay,
  replay,
  replayInMemory,
  oneStream,
  opening,
  seekingAnywhere,
  seekingNearby,
  tabToTab,
  peakHeap,
}

/** The tasks of lists by the names in `list-tasks.mjs`. */
const listWorks: Record<string, Work<ListContender>> = { appendShown }

/** The tasks of stored rows by the names in `stored-tasks.mjs`. */
const storedWorks: Record<string, Work<StoredContender>> = { openRows, queryRows, updateRows, createRows }

/** The functions of the page that the runner calls. */
export type Page = {
  prepare(work: string, size: number): Promise<void>
  turn(work: string, size: number, times: number): Promise<number>
  /** Only for logs. @returns milliseconds */
  fill?(size: number): Promise<number>
  /** Only for logs. Reads a log that another page filled. */
  readAgain?(size: number): Promise<void>
  /** Only for logs. */
  follow?(): Promise<void>
}

declare global {
  interface Window {
    bench?: Page
  }
}

const contenders = import.meta.glob<Contender>('./contenders/*.ts', { import: 'default' })
const storedRows = import.meta.glob<StoredContender>('./stored/*.ts', { import: 'default' })
const lists = import.meta.glob<ListContender>('./lists/*.ts', { import: 'default' })

// Each contender has its own origin, <contender>.localhost, and thus its own database process, quota and heap.
window.bench = await pageOf(location.hostname.split('.')[0] ?? '')

async function pageOf(name: string): Promise<Page> {
  if (name === 'own') return measuring(await ownWorks(), undefined)
  const list = lists[`./lists/${name}.ts`]
  if (list) return measuring(listWorks, await list())
  const stored = storedRows[`./stored/${name}.ts`]
  if (stored) return measuring(storedWorks, await stored())
  const load = contenders[`./contenders/${name}.ts`]
  if (!load) throw new Error(`Expected the name of a contender, found ${name}`)
  const contender = await load()
  return {
    ...measuring(logWorks, contender),
    fill: (size) => fillKeptLog(contender, size),
    readAgain: (size) => readAgain(contender, size),
    follow: () => followInThisTab(contender),
  }
}

function measuring<Subject>(works: Record<string, Work<Subject>>, contender: Subject): Page {
  function workCalled(work: string): Work<Subject> {
    const found = works[work]
    if (!found) throw new Error(`Expected the name of a task, found ${work}`)
    return found
  }
  return {
    prepare: async (work, size) => workCalled(work).prepare?.(contender, size),
    turn: (work, size, times) => workCalled(work).turn(contender, size, times),
  }
}
