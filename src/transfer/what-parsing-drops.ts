import { endOfString } from './nesting.ts'

// What `toPrecision` can say. Seventeen tell every number from its neighbours.
const mostDigits = 100
// A number near zero, written without a power of ten, begins with some three hundred zeros.
const longestNumber = 500

/**
 * What `JSON.parse` passes over without a word: a field that is there twice, and digits that a number cannot keep.
 *
 * @param json text that `JSON.parse` takes
 * @returns in words, if there is any
 */
export function whatParsingDrops(json: string): string | undefined {
  /** The names seen in each object that is open; undefined for a list. */
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
        if (names.has(name)) return `field ${name} is there twice`
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
        if (!isKept(part)) return `number ${part} would come back as ${Number(part)}`
    }
  }
  return undefined
}

/** Whether a number is, to as many digits as are written, the one that JavaScript makes of it: `12.50` is, 2⁵³ + 1 is not. */
function isKept(number: string): boolean {
  if (number.length > longestNumber) return false
  const written = decimal(number)
  if (written.digits === '') return !number.startsWith('-')
  if (written.digits.length > mostDigits) return false
  const kept = decimal(Number(number).toPrecision(written.digits.length))
  return kept.digits === written.digits && kept.exponent === written.exponent
}

/** The digits from the first to the last that is not 0, and where the point stands, counted from the first of them. */
function decimal(number: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', power = '0'] = number.replace(/^-/, '').split(/e/i)
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  const zeros = all.length - all.replace(/^0+/, '').length
  return { digits: all.slice(zeros).replace(/0+$/, ''), exponent: whole.length - zeros + Number(power) }
}
