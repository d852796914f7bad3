import { InvalidArgument } from '../events/errors.ts'

/** One value of an index, or one item of a tuple. */
type IndexItem = string | number | boolean | null

/**
 * A value of an index. A tuple is one compound value: tuples are ordered item by item, and a tuple precedes the longer tuples that begin
 * with it. The order of values is: `null`, `false`, `true`, numbers, strings by UTF-16 code units, tuples.
 */
export type IndexValue = IndexItem | readonly IndexItem[]

// The order of the tags is the order of the kinds of values.
const tags = { null: 'a', false: 'b', true: 'c', number: 'd', string: 'e', tuple: 'f' }
// Ends a string and a tuple. It is lower than every tag and every escaped code unit, so that a prefix comes first.
const end = '\u0000'

/**
 * Encodes an index value as a text. The order of the texts by UTF-16 code units, in memory and as keys in IndexedDB, is the order of the
 * values. No text is a prefix of another, so that a text followed by the key of a row keeps this order.
 *
 * @param describe returns the name of the value for an error message
 * @throws {@link InvalidArgument} the value is not an {@link IndexValue}
 */
export function encodedValue(value: IndexValue, describe: () => string): string {
  return Array.isArray(value) ? `${encodedPrefix(value, describe)}${end}` : encodedItem(value, describe)
}

/**
 * Encodes the beginning of an index value: the texts of a tuple, and of the tuples that begin with it, begin with this text.
 *
 * @throws {@link InvalidArgument} as {@link encodedValue}
 */
export function encodedPrefix(value: IndexValue, describe: () => string): string {
  if (!Array.isArray(value)) return encodedItem(value, describe)
  return tags.tuple + Array.from(value, (item) => encodedItem(item, describe)).join('')
}

/** Returns the lowest text that is higher than every text with this beginning. @param text an encoded value or its beginning */
export function textAfter(text: string): string {
  // The last code unit is a tag, a hexadecimal digit or the end, so the next higher code unit exists.
  return text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1)
}

function encodedItem(item: unknown, describe: () => string): string {
  switch (typeof item) {
    case 'string':
      return `${tags.string}${escaped(item)}${end}`
    case 'number':
      if (Number.isFinite(item)) return `${tags.number}${encodedNumber(item)}`
      break
    case 'boolean':
      return item ? tags.true : tags.false
    case 'object':
      if (item === null) return tags.null
  }
  const expected = 'a string, a finite number, a boolean, null, or an array of these (undefined leaves the row out)'
  throw new InvalidArgument({ argument: describe(), expected, actual: item })
}

/** Replaces the code units that end a text or begin an escape. The order of texts does not change. */
function escaped(text: string): string {
  if (!text.includes('\u0000') && !text.includes('\u0001')) return text
  return text.replaceAll('\u0001', '\u0001\u0002').replaceAll('\u0000', '\u0001\u0001')
}

const bits = new DataView(new ArrayBuffer(8))

/** Encodes a number as 16 hexadecimal digits in the order of numbers. Negative zero equals zero. */
function encodedNumber(number: number): string {
  bits.setFloat64(0, number === 0 ? 0 : number)
  const high = bits.getUint32(0)
  const low = bits.getUint32(4)
  // IEEE 754: the bits of positive numbers are in the order of the numbers, those of negative numbers in the opposite order.
  return number < 0 ? `${digits(~high)}${digits(~low)}` : `${digits(high ^ 0x80000000)}${digits(low)}`
}

function digits(bits: number): string {
  return (bits >>> 0).toString(16).padStart(8, '0')
}
