import type { Chance } from './chance.ts'
import type { DoorbellFate, DoorbellFaults } from './told.ts'

// Long enough to arrive after others, and after the channel they are for was closed.
const longestDelay = 300

/** From now on, messages between tabs get lost on their way out, go out twice, or late. @returns has all that follow get lost */
export function disturbChannels(
  chance: Chance,
  faults: DoorbellFaults,
  count: (fate: DoorbellFate) => void,
): () => void {
  let isSilent = false
  globalThis.BroadcastChannel = class DisturbedChannel extends BroadcastChannel {
    override postMessage(message: unknown): void {
      const lot = chance.next()
      if (isSilent || lot < faults.dropped) count('dropped')
      else if (lot < faults.dropped + faults.doubled) {
        count('doubled')
        super.postMessage(message)
        super.postMessage(message)
      } else if (lot < faults.dropped + faults.doubled + faults.delayed) {
        count('delayed')
        setTimeout(() => this.#postLate(message), chance.between(1, longestDelay))
      } else {
        count('rung')
        super.postMessage(message)
      }
    }

    #postLate(message: unknown): void {
      try {
        super.postMessage(message)
      } catch {
        // Closed in the meantime: one more that got lost.
      }
    }
  }
  return () => {
    isSilent = true
  }
}
