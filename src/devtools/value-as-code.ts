const widest = 100

/**
 * A state as it would be written in a test: like JSON, and what JSON cannot say in the words of JavaScript. What fits on a line
 * stands on one.
 */
export function valueAsCode(value: unknown, indent: string): string {
  const { open, parts, close } = written(value)
  if (!parts) return open
  const [inner, space] = open === '{' ? [`${indent}  `, ' '] : [`${indent}  `, '']
  const lines = parts.map(([name, part]) => `${name}${valueAsCode(part, inner)}`)
  if (lines.length === 0) return `${open}${close}`
  const line = `${open}${space}${lines.join(', ')}${space}${close}`
  if (indent.length + line.length <= widest && !line.includes('\n')) return line
  return `${open}\n${lines.map((one) => `${inner}${one},\n`).join('')}${indent}${close}`
}

type Written = {
  readonly open: string
  readonly parts?: readonly (readonly [string, unknown])[]
  readonly close?: string
}

function written(value: unknown): Written {
  if (typeof value === 'string') return { open: JSON.stringify(value) }
  if (typeof value === 'bigint') return { open: `${value}n` }
  if (Object.is(value, -0)) return { open: '-0' }
  if (typeof value !== 'object' || value === null) return { open: String(value) }
  if (value instanceof Date) return { open: `new Date(${value.getTime()})` }
  if (Array.isArray(value)) return { open: '[', parts: value.map((part) => ['', part]), close: ']' }
  if (value instanceof Map || value instanceof Set) {
    const parts = Array.from<unknown, readonly [string, unknown]>(value, (part) => ['', part])
    return { open: `new ${value.constructor.name}([`, parts, close: '])' }
  }
  const parts = Object.entries(value).map(([key, part]) => [`${keyAsCode(key)}: `, part] as const)
  return { open: '{', parts, close: '}' }
}

/** Written plainly, that one key would set what the object inherits from. */
function keyAsCode(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : JSON.stringify(key)
}
