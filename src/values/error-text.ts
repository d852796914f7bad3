/** Converts a thrown value to text. An application can throw anything, even a symbol or an object without `toString`. */
export function inWords(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return Object.prototype.toString.call(thrown)
  }
}
