import type { ChannelFaults, MessageFate } from './report.ts'
import type { SeededRandom } from './seeded-random.ts'

// Milliseconds. Long enough that a message arrives after later ones or after its channel was closed.
const longestDelay = 300

/**
 * Randomly drops, doubles or delays all later messages between tabs.
 *
 * @returns a function after which every message is dropped
 */
export function disturbChannels(
  random: SeededRandom,
  faults: ChannelFaults,
  count: (fate: MessageFate) => void,
): () => void {
  let isSilent = false
  globalThis.BroadcastChannel = class DisturbedChannel extends BroadcastChannel {
    override postMessage(message: unknown): void {
      const roll = random.next()
      if (isSilent || roll < faults.dropped) count('dropped')
      else if (roll < faults.dropped + faults.doubled) {
        count('doubled')
        super.postMessage(message)
        super.postMessage(message)
      } else if (roll < faults.dropped + faults.doubled + faults.delayed) {
        count('delayed')
        setTimeout(() => this.#postLate(message), random.between(1, longestDelay))
      } else {
        count('delivered')
        super.postMessage(message)
      }
    }

    #postLate(message: unknown): void {
      try {
        super.postMessage(message)
      } catch {
        // The channel was closed during the delay, so the message is lost.
      }
    }
  }
  return () => {
    isSilent = true
  }
}
