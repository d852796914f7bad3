import type { Contender } from './log.ts'
import { awaitedAppend } from './works/awaited-append.ts'
import { bulkAppend } from './works/bulk-append.ts'
import { concurrentAppends } from './works/concurrent-appends.ts'
import { fillKeptLog, readAgain } from './works/kept-log.ts'
import { oneStream } from './works/one-stream.ts'
import { opening } from './works/opening.ts'
import { peakHeap } from './works/peak-heap.ts'
import { firstReplay, replay, replayInMemory } from './works/replay.ts'
import { seekingAnywhere, seekingNearby } from './works/seeking.ts'
import { followInThisTab, tabToTab } from './works/tab-to-tab.ts'
import type { Work } from './works/work.ts'

/** By the names that `tasks.mjs` knows them by. */
const works: Record<string, Work> = {
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

/** What a page offers to the runner. */
export type Page = {
  /** @returns milliseconds */
  fill(size: number): Promise<number>
  /** Reads the log that another page filled. */
  readAgain(size: number): Promise<void>
  prepare(work: string, size: number): Promise<void>
  turn(work: string, size: number, times: number): Promise<number>
  follow(): Promise<void>
}

declare global {
  interface Window {
    bench?: Page
  }
}

const contenders = import.meta.glob<Contender>('./contenders/*.ts', { import: 'default' })
// Everyone has an origin of its own, and so a database process, a quota and a heap of its own: <contender>.localhost.
const [name] = location.hostname.split('.')
const load = contenders[`./contenders/${name}.ts`]
if (!load) throw new Error(`there is no contender ${name}`)
const contender = await load()

function workCalled(work: string): Work {
  const found = works[work]
  if (!found) throw new Error(`there is no work ${work}`)
  return found
}

window.bench = {
  fill: (size) => fillKeptLog(contender, size),
  readAgain: (size) => readAgain(contender, size),
  prepare: async (work, size) => workCalled(work).prepare?.(contender, size),
  turn: (work, size, times) => workCalled(work).turn(contender, size, times),
  follow: () => followInThisTab(contender),
}
