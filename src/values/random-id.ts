// A call for random bytes costs more than a short id, so one call fetches bytes for many ids.
const randomBytes = new Uint8Array(16 * 256)
let used = randomBytes.length

/** Returns a random UUID (version 4). Pages without https have no `crypto.randomUUID`. */
export function randomId(): string {
  const from = take(16)
  // RFC 9562, section 5.4: the seventh byte holds version 4, and the ninth byte holds the variant.
  randomBytes[from + 6] = ((randomBytes[from + 6] ?? 0) & 0x0f) | 0x40
  randomBytes[from + 8] = ((randomBytes[from + 8] ?? 0) & 0x3f) | 0x80
  const digits = Array.from(randomBytes.subarray(from, from + 16), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Returns 64 random bits in 11 characters. Stored records use this id, because a UUID is longer. */
export function shortRandomId(): string {
  const from = take(8)
  return btoa(String.fromCharCode(...randomBytes.subarray(from, from + 8))).slice(0, 11)
}

/** @returns the index of the first of these unused bytes */
function take(bytes: number): number {
  if (used + bytes > randomBytes.length) {
    crypto.getRandomValues(randomBytes)
    used = 0
  }
  used += bytes
  return used - bytes
}
