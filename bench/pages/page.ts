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
import { burstStream, restoredStream, singleStream } from './works/written-stream.ts'

/** The tasks by the names in `tasks.mjs`. */
const works: Record<string, Work> = {
  awaitedAppend,
  concurrentAppends,
  bulkAppend,
  firstReplay,
  replay,
  replayInMemory,
  oneStream,
  singleStream,
  burstStream,
  restoredStream,
  opening,
  seekingAnywhere,
  seekingNearby,
  tabToTab,
  peakHeap,
}

/** The functions of the page that the runner calls. */
export type Page = {
  /** @returns milliseconds */
  fill(size: number): Promise<number>
  /** Reads a log that another page filled. */
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
// Each contender has its own origin, <contender>.localhost, and thus its own database process, quota and heap.
const [name] = location.hostname.split('.')
const load = contenders[`./contenders/${name}.ts`]
if (!load) throw new Error(`Expected the name of a contender, found ${name}`)
const contender = await load()

function workCalled(work: string): Work {
  const found = works[work]
  if (!found) throw new Error(`Expected the name of a task, found ${work}`)
  return found
}

window.bench = {
  fill: (size) => fillKeptLog(contender, size),
  readAgain: (size) => readAgain(contender, size),
  prepare: async (work, size) => workCalled(work).prepare?.(contender, size),
  turn: (work, size, times) => workCalled(work).turn(contender, size, times),
  follow: () => followInThisTab(contender),
}
