// Twice what an event may have.
const deepest = 1_000
// Shorter text is parsed without harm, however deep it is.
const harmless = 100_000
const [quote, openList, closeList, openObject, closeObject] = Array.from('"[]{}', (mark) => mark.charCodeAt(0))

/** Whether text that may be JSON is nested so deep that parsing it could take all memory. */
export function isNestedDeep(text: string): boolean {
  if (text.length < harmless) return false
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === quote) index = endOfString(text, index) - 1
    else if (code === openList || code === openObject) depth += 1
    else if (code === closeList || code === closeObject) depth -= 1
    if (depth > deepest) return true
  }
  return false
}

/** Where the text goes on behind a JSON string that begins at `start`: at its end, if the string has none. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end + 1
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0
  while (text[index - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}
