import { check } from '../check.ts'
import type { Work } from '../works/work.ts'
import type { AccountState } from './account-state.ts'
import { bankTimeline } from './bank-timeline.ts'
import { checkSamples, sampleOf } from './seeking-accounts.ts'

const dragTime = 5_000
// A drag crosses the whole log in this time, forward and then back.
const crossing = 2_000
const leastStates = 5
// The browser reports tasks from this duration, in milliseconds.
const reportedFrom = 50

/** Drags a slider over the whole log, one position for each frame. @returns the longest task, or 50 if every task was shorter */
export function drag<State>(accounts: AccountState<State>): Work<undefined> {
  return {
    prepare: async (_, size) => void (await bankTimeline(accounts, size)),
    async turn(_, size) {
      const timeline = await bankTimeline(accounts, size)
      let shown = 0
      const unsubscribe = timeline.subscribe(() => shown++)
      const tasks = longTasks()
      window.gc?.()
      // The garbage collection is a long task of its own.
      await frame()
      tasks.restart()
      const start = performance.now()
      for (let now = start; now < start + dragTime; now = await frame()) {
        const part = ((now - start) / crossing) % 2
        const at = part < 1 ? part : 2 - part
        void timeline.seek(Math.max(1, Math.round(at * size)))
      }
      const longest = tasks.longest()
      unsubscribe()
      await timeline.seek(Math.round(size * 0.4321))
      checkSamples([sampleOf(timeline, accounts, size)], accounts.bankOf(size))
      check('states were shown during the drag', shown >= leastStates, true)
      return longest
    },
  }
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())))
}

function longTasks(): { restart(): void; longest(): number } {
  let longest = reportedFrom
  const look = (entries: readonly PerformanceEntry[]): void => {
    for (const { duration } of entries) longest = Math.max(longest, duration)
  }
  const observer = new PerformanceObserver((list) => look(list.getEntries()))
  observer.observe({ type: 'longtask' })
  return {
    restart() {
      observer.takeRecords()
      longest = reportedFrom
    },
    longest() {
      look(observer.takeRecords())
      observer.disconnect()
      return longest
    },
  }
}
