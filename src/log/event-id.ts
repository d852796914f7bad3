import { randomId } from './random-id.ts'

let ownBits = ''
let count = Number.POSITIVE_INFINITY

/**
 * A UUID for an event. Those that a page makes differ in their time and a count alone, so that little is left of them where a
 * database compresses what it keeps; of random ones nothing can be spared (`docs/decisions/015-ids-that-count.md`).
 */
export function newEventId(): string {
  if (count > 0xffff_ffff) {
    const random = randomId()
    ownBits = random.slice(15, 28)
    // Seven digits of eight: begun low enough that it lasts for as long as any page.
    count = Number.parseInt(random.slice(29), 16)
  }
  // The layout of version 7: RFC 9562, section 5.7.
  const time = Date.now().toString(16).padStart(12, '0')
  const counted = (count++).toString(16).padStart(8, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${ownBits}${counted}`
}
