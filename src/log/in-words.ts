/** What somebody threw, in words: code of an application may throw anything, a symbol or an object without `toString`. */
export function inWords(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return Object.prototype.toString.call(thrown)
  }
}
