import { hasParts, kindOf, numbersOf } from '../../time-travel/state-kinds.ts'
import { partsOf } from '../../time-travel/state-parts.ts'
import { valueAsCode } from '../copy-as-test/value-as-code.ts'

const maxLength = 80
const maxPathLength = 240

/** Returns a value on one line, as a programmer would write it. */
export function valueAsText(value: unknown): string {
  const kind = kindOf(value)
  if (kind === 'function' || kind === 'symbol') return shortened(String(value))
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length.toLocaleString('en')}]`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (hasParts(value, kind)) return objectAsText(value, kind)
  const numbers = numbersOf(value)
  return numbers ? numbersAsText(numbers, kind) : shortened(codeOf(value) ?? kind)
}

function objectAsText(value: object, kind: string): string {
  const { size = 0, parts = () => [] } = partsOf(value) ?? {}
  if (kind === 'Map' || kind === 'Set') return `${kind}(${size.toLocaleString('en')})`
  if (kind === 'Error') return shortened(codeOf(value) ?? kind)
  const keys: string[] = []
  for (const [key] of parts()) if (keys.push(String(key)) === maxKeys) break
  const words = size === 0 ? '{}' : `{ ${keys.join(', ')}${size > maxKeys ? ', …' : ''} }`
  return shortened(kind === 'Object' ? words : `${kind} ${words}`)
}

const maxKeys = 6
const maxNumbers = 8

/** Returns the first numbers of a buffer or a view, which can be large. */
function numbersAsText(numbers: ArrayLike<number | bigint>, kind: string): string {
  const first = Array.from({ length: Math.min(maxNumbers, numbers.length) }, (_, index) => valueAsText(numbers[index]))
  const rest = numbers.length > maxNumbers ? ', …' : ''
  return `${kind}(${numbers.length.toLocaleString('en')}) [${first.join(', ')}${rest}]`
}

/** Returns the key of a part as text. An object key is named by its content. */
export function keyAsText(key: unknown): string {
  return typeof key === 'object' && key !== null ? shortened(codeOf(key) ?? valueAsText(key)) : String(key)
}

/** Returns a path as readable text: `accounts.1.balance`. */
export function pathAsText(path: readonly unknown[]): string {
  if (path.length === 0) return 'the state'
  const words = path.slice(0, maxPathLength).map(keyAsText).join('.')
  return words.length > maxPathLength ? `${words.slice(0, maxPathLength)}…` : words
}

/** Returns a value as code on one line, or `undefined` if no JavaScript expression creates it. */
export function codeOf(value: unknown): string | undefined {
  try {
    return valueAsCode(value, '').replaceAll(/\n\s*/g, ' ')
  } catch {
    return undefined
  }
}

function shortened(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}
