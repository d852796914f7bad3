/**
 * Computes MurmurHash3 (x86, 32 bits) of pairs of a text's UTF-16 code units, in little-endian order. The checksum detects damage, not
 * tampering. A change in one place always changes the checksum. Any other change alters the checksum with a probability of 1 − 2⁻³².
 * Reference: Austin Appleby's MurmurHash3.cpp, in the public domain.
 *
 * @param seed checksum of the preceding text, so that the caller need not concatenate texts
 */
export function checksum(text: string, seed = 0): number {
  // Converts the seed to a 32-bit integer. Otherwise Chromium uses a double in the loop, and the loop takes four times as long.
  let hash = seed | 0
  const pairs = text.length & ~1
  for (let index = 0; index < pairs; index += 2) {
    hash ^= scrambled(text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16))
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  if (text.length > pairs) hash ^= scrambled(text.charCodeAt(pairs))
  hash ^= 2 * text.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scrambled(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}
