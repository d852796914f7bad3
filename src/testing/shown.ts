import { classOf } from '../log/value-in-words.ts'

/** A value in one line, as one would write it: unlike JSON it tells a date from a text and `undefined` from nothing. */
export function shown(value: unknown, within: readonly unknown[] = []): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object' || value === null) return String(value)
  if (within.includes(value)) return '[circular]'
  const part = (inner: unknown): string => shown(inner, [...within, value])
  if (Array.isArray(value)) return `[${value.map(part).join(', ')}]`
  if (value instanceof Date) return `Date(${Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString()})`
  if (value instanceof Map || value instanceof Set) return `${value.constructor.name}${part([...value])}`
  if (value instanceof Error) return `${nameOf(value)}: ${value.message}`
  const fields = Object.entries(value).map(([key, inner]) => `${key}: ${part(inner)}`)
  const name = classOf(value) || 'Object'
  return `${name === 'Object' ? '' : `${name} `}${fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`}`
}

/** Most errors of a domain have a class of their own and no name but `Error`. */
function nameOf(error: Error): string {
  return error.name === 'Error' ? error.constructor.name : error.name
}

/** Something with a type, an event or a command: its type first, then the rest. */
export function shownMessage(message: unknown): string {
  if (typeof message !== 'object' || message === null || !('type' in message)) return shown(message)
  const { type, ...rest } = message
  return Object.keys(rest).length === 0 ? String(type) : `${String(type)} ${shown(rest)}`
}
