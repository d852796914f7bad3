import { randomId } from '../values/random-id.ts'

let ownBits = ''
let count = Number.POSITIVE_INFINITY

/**
 * Returns a UUID (version 7) for an event. The ids of one page differ only in their time and a counter, so a database compresses the ids
 * well. Random ids cannot be compressed (`docs/decisions/015-ids-that-count.md`).
 */
export function newEventId(): string {
  if (count > 0xffff_ffff) {
    const random = randomId()
    ownBits = random.slice(15, 28)
    // Seven hexadecimal digits of at most eight, so that the counter does not overflow while the page is open.
    count = Number.parseInt(random.slice(29), 16)
  }
  // The layout of version 7: RFC 9562, section 5.7.
  const time = Date.now().toString(16).padStart(12, '0')
  const counted = (count++).toString(16).padStart(8, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${ownBits}${counted}`
}
