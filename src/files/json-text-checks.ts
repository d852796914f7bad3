// Twice the maximum depth of an event.
const maximumDepth = 1_000
// `JSON.parse` has enough memory for any nesting in shorter text.
const safeLength = 100_000
const [quote, openList, closeList, openObject, closeObject] = Array.from('"[]{}', (mark) => mark.charCodeAt(0))

/** Returns whether a text is nested so deeply that `JSON.parse` could run out of memory. The text need not be valid JSON. */
export function isNestedTooDeeply(text: string): boolean {
  if (text.length < safeLength) return false
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === quote) index = endOfString(text, index) - 1
    else if (code === openList || code === openObject) depth += 1
    else if (code === closeList || code === closeObject) depth -= 1
    if (depth > maximumDepth) return true
  }
  return false
}

/** Returns the index after the JSON string that begins at `start`. If the string has no end, returns the end of the text. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end + 1
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0
  while (text[index - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

// The maximum of `toPrecision`. Every number needs at most 17 digits.
const maximumDigits = 100
// A number near zero, written without an exponent, begins with about 300 zeros.
const maximumNumberLength = 500

/**
 * Finds information that `JSON.parse` silently loses: a duplicate field, or digits that a JavaScript number cannot represent.
 *
 * @param json text that `JSON.parse` accepts
 * @returns a description of the first loss, or undefined
 */
export function findParseLoss(json: string): string | undefined {
  /** The field names found in each open object, or undefined for an array. */
  const open: (Set<string> | undefined)[] = []
  let isName = false
  const token = /["{}[\],:]|-?\d[\d.eE+-]*/g
  for (let found = token.exec(json); found; found = token.exec(json)) {
    const [part] = found
    switch (part) {
      case '"': {
        const end = endOfString(json, found.index)
        token.lastIndex = end
        const names = isName ? open.at(-1) : undefined
        if (!names) break
        const written = json.slice(found.index, end)
        const name = written.includes('\\') ? JSON.stringify(JSON.parse(written)) : written
        if (names.has(name)) return `expected each field once, found ${name} twice`
        names.add(name)
        break
      }
      case '{':
      case '[':
        open.push(part === '{' ? new Set() : undefined)
        isName = true
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
      case ':':
        isName = part === ','
        break
      default:
        if (!isExact(part)) return `number ${part} would be stored as ${Number(part)}`
    }
  }
  return undefined
}

/**
 * Returns whether a JavaScript number keeps all digits of a decimal number. A JavaScript number keeps the digits of `12.50`, but not those
 * of 2⁵³ + 1.
 */
function isExact(number: string): boolean {
  if (number.length > maximumNumberLength) return false
  const written = decimal(number)
  if (written.digits === '') return !number.startsWith('-')
  if (written.digits.length > maximumDigits) return false
  const parsed = decimal(Number(number).toPrecision(written.digits.length))
  return parsed.digits === written.digits && parsed.exponent === written.exponent
}

/** Returns the digits without zeros at both ends, and the position of the decimal point relative to the first digit. */
function decimal(number: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', power = '0'] = number.replace(/^-/, '').split(/e/i)
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  const zeros = all.length - all.replace(/^0+/, '').length
  return { digits: all.slice(zeros).replace(/0+$/, ''), exponent: whole.length - zeros + Number(power) }
}
