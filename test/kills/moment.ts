/** A number from 0 to 1, always the same for the same text: the moment of a kill, from a seed that was printed. */
export function chance(text: string): number {
  let mixed = 2_166_136_261
  for (const letter of text) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 16_777_619)
  // Texts that differ in their last letter only should be far apart.
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}
