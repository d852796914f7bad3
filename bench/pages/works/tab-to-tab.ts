import { accountStream } from '../../../examples/bank-events.ts'
import { bankEvent } from '../generated-events.ts'
import type { Contender, Log } from '../log.ts'
import { percentile, wallClock } from '../timed.ts'
import type { Work } from './work.ts'

const appendsPerTurn = 20
// A pause between appends, because Rewindable notifies other tabs at most every 16 ms.
const pause = 30
const pings = 50
const logName = 'tabs'

/** The message from the following tab to the appending tab. */
type Seen = { readonly count: number; readonly at: number }

let log: Log | undefined
let appended = 0

/** Measures the time from the append to the changed state in another tab. @returns the median */
export const tabToTab: Work = {
  async turn(contender) {
    log ??= await contender.open(logName)
    const aheadBy = await otherClockAhead()
    const times: number[] = []
    for (let index = 0; index < appendsPerTurn; index++) {
      await new Promise((wake) => setTimeout(wake, pause))
      const seen = countSeen(++appended)
      const start = await log.appendAndNotify(accountStream('1'), bankEvent(appended - 1))
      times.push((await seen) - aheadBy - start)
    }
    return percentile(times, 0.5)
  },
}

/** Runs in the other tab: follows the log and reports when the state includes each event. */
export async function followInThisTab(contender: Contender): Promise<void> {
  const clock = new BroadcastChannel('clock')
  clock.onmessage = ({ data }) => {
    if (data === 'what time is it?') clock.postMessage(wallClock())
  }
  const seen = new BroadcastChannel('seen')
  const follower = await contender.open(logName)
  await follower.follow((count) => seen.postMessage({ count, at: wallClock() } satisfies Seen))
}

function countSeen(count: number): Promise<number> {
  const seen = new BroadcastChannel('seen')
  return new Promise((resolve) => {
    seen.onmessage = ({ data }: MessageEvent<Seen>) => {
      if (data.count < count) return
      seen.close()
      resolve(data.at)
    }
  })
}

/** Returns the difference between the clocks of both tabs, from the reply with the shortest round trip. */
async function otherClockAhead(): Promise<number> {
  const clock = new BroadcastChannel('clock')
  let best = { roundTrip: Infinity, ahead: 0 }
  for (let ping = 0; ping < pings; ping++) {
    const asked = wallClock()
    clock.postMessage('what time is it?')
    const theirs = await new Promise<number>((resolve) => {
      clock.onmessage = ({ data }) => resolve(data)
    })
    const roundTrip = wallClock() - asked
    if (roundTrip < best.roundTrip) best = { roundTrip, ahead: theirs - asked - roundTrip / 2 }
  }
  clock.close()
  return best.ahead
}
