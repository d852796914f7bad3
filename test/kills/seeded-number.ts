/** Returns a number from 0 (inclusive) to 1 (exclusive). The same text always returns the same number. */
export function seededNumber(text: string): number {
  let mixed = 2_166_136_261
  for (const letter of text) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 16_777_619)
  // Without these steps, texts that differ only in the last letter return similar numbers.
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}
