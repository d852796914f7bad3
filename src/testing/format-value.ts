import { isKeyedRows } from '../values/keyed-rows.ts'
import { classOf } from '../values/value-in-words.ts'

/** Formats a value in one line, similar to source code. Unlike JSON, it distinguishes dates from strings and shows `undefined`. */
export function formatValue(value: unknown, within: readonly unknown[] = []): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object' || value === null) return String(value)
  if (within.includes(value)) return '[circular]'
  const part = (inner: unknown): string => formatValue(inner, [...within, value])
  if (Array.isArray(value)) return `[${value.map(part).join(', ')}]`
  if (value instanceof Date) return `Date(${Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString()})`
  if (isKeyedRows(value)) return `Rows${part([...value])}`
  if (value instanceof Map || value instanceof Set) return `${value.constructor.name}${part([...value])}`
  if (value instanceof Error) return `${nameOf(value)}: ${value.message}`
  const fields = Object.entries(value).map(([key, inner]) => `${key}: ${part(inner)}`)
  const name = classOf(value) || 'Object'
  return `${name === 'Object' ? '' : `${name} `}${fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`}`
}

/** Domain errors often have their own class but keep the name `Error`. For these errors, the class name is used. */
function nameOf(error: Error): string {
  return error.name === 'Error' ? error.constructor.name : error.name
}

/** Formats an event or a command: its type first, then its other fields. */
export function formatMessage(message: unknown): string {
  if (typeof message !== 'object' || message === null || !('type' in message)) return formatValue(message)
  const { type, ...rest } = message
  return Object.keys(rest).length === 0 ? String(type) : `${String(type)} ${formatValue(rest)}`
}
