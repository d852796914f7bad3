const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
// Asking for chance costs more than a short id made of it, so it is asked for many ids at once.
const chance = new Uint8Array(16 * 256)
let used = chance.length

/** A random UUID, also on pages without https, which lack `crypto.randomUUID`. */
export function randomId(): string {
  const from = chanceFor(16)
  // RFC 9562, section 5.4: version 4 in the seventh byte, the variant in the ninth.
  chance[from + 6] = ((chance[from + 6] ?? 0) & 0x0f) | 0x40
  chance[from + 8] = ((chance[from + 8] ?? 0) & 0x3f) | 0x80
  const digits = Array.from(chance.subarray(from, from + 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** 66 random bits in 11 characters: to tell apart what few could mistake for each other, and what each record is stored with. */
export function shortRandomId(): string {
  const from = chanceFor(11)
  let id = ''
  for (let index = 0; index < 11; index++) id += alphabet[(chance[from + index] ?? 0) & 63]
  return id
}

/** @returns where as many bytes begin that nobody had yet */
function chanceFor(bytes: number): number {
  if (used + bytes > chance.length) {
    crypto.getRandomValues(chance)
    used = 0
  }
  used += bytes
  return used - bytes
}
