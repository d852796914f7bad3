/**
 * Computes MurmurHash3 (x86, 32 bits). This independent and slow reference for the tests follows the author's
 * description. It uses only unsigned integers.
 */
export function murmurHash3(bytes: Uint8Array, seed = 0): number {
  let hash = BigInt(seed)
  const wholeBlocks = bytes.length - (bytes.length % 4)
  for (let at = 0; at < wholeBlocks; at += 4) {
    hash ^= mixed(littleEndian(bytes.subarray(at, at + 4)))
    hash = (rotated(hash, 13n) * 5n + 0xe6546b64n) & word
  }
  if (wholeBlocks < bytes.length) hash ^= mixed(littleEndian(bytes.subarray(wholeBlocks)))
  hash ^= BigInt(bytes.length)
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & word
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & word
  return Number(hash ^ (hash >> 16n))
}

/** Encodes a text as UTF-16, low byte first. */
export function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length)
  for (let index = 0; index < text.length; index += 1) {
    bytes[2 * index] = text.charCodeAt(index) & 0xff
    bytes[2 * index + 1] = text.charCodeAt(index) >> 8
  }
  return bytes
}

const word = 0xffff_ffffn

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
}

function rotated(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (32n - by))) & word
}

function mixed(block: bigint): bigint {
  return (rotated((block * 0xcc9e2d51n) & word, 15n) * 0x1b873593n) & word
}
