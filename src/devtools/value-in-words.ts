import { hasParts, kindOf, numbersOf } from '../time-travel/state-kinds.ts'
import { partsOf } from '../time-travel/state-parts.ts'
import { valueAsCode } from './value-as-code.ts'

const longest = 80
const longestPath = 240

/** A value of a state or an event on one line, as a programmer writes it. It is always text, whatever stands in it. */
export function valueInWords(value: unknown): string {
  const kind = kindOf(value)
  if (kind === 'function' || kind === 'symbol') return shortened(String(value))
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length.toLocaleString('en')}]`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (hasParts(value, kind)) return wholeInWords(value, kind)
  const numbers = numbersOf(value)
  return numbers ? numbersInWords(numbers, kind) : shortened(codeOf(value) ?? kind)
}

function wholeInWords(value: object, kind: string): string {
  const { size = 0, parts = () => [] } = partsOf(value) ?? {}
  if (kind === 'Map' || kind === 'Set') return `${kind}(${size.toLocaleString('en')})`
  if (kind === 'Error') return shortened(codeOf(value) ?? kind)
  const keys: string[] = []
  for (const [key] of parts()) if (keys.push(String(key)) === mostKeys) break
  const words = size === 0 ? '{}' : `{ ${keys.join(', ')}${size > mostKeys ? ', …' : ''} }`
  return shortened(kind === 'Object' ? words : `${kind} ${words}`)
}

const mostKeys = 6
const mostNumbers = 8

/** The first numbers of a buffer or a view, which may be large. */
function numbersInWords(numbers: ArrayLike<number | bigint>, kind: string): string {
  const first = Array.from({ length: Math.min(mostNumbers, numbers.length) }, (_, index) =>
    valueInWords(numbers[index]),
  )
  const rest = numbers.length > mostNumbers ? ', …' : ''
  return `${kind}(${numbers.length.toLocaleString('en')}) [${first.join(', ')}${rest}]`
}

/** The key of a part. One that is an object is named by what it holds. */
export function keyInWords(key: unknown): string {
  return typeof key === 'object' && key !== null ? shortened(codeOf(key) ?? valueInWords(key)) : String(key)
}

/** A path as a person reads it: `accounts.1.balance`. */
export function pathInWords(path: readonly unknown[]): string {
  if (path.length === 0) return 'the state'
  const words = path.slice(0, longestPath).map(keyInWords).join('.')
  return words.length > longestPath ? `${words.slice(0, longestPath)}…` : words
}

/** @returns undefined: there is no expression for it */
export function codeOf(value: unknown): string | undefined {
  try {
    return valueAsCode(value, '').replaceAll(/\n\s*/g, ' ')
  } catch {
    return undefined
  }
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
