import { hasParts, kindOf, numbersOf } from '../../time-travel/state-kinds.ts'
import { isDense, isMap, isSet, namesIn } from '../../time-travel/state-parts.ts'

const maxLineWidth = 100
const maxDepth = 200

/**
 * Returns a value as a JavaScript expression. The expression is JSON where possible. Only a line that would be too
 * long is broken.
 *
 * @param ancestors the values that contain this value
 * @throws an `Error` if no JavaScript expression creates the value
 */
export function valueAsCode(value: unknown, indent: string, ancestors: readonly unknown[] = []): string {
  if (ancestors.length > maxDepth)
    throw new Error(`A test can show at most ${maxDepth} levels of a state, and this state has more.`)
  if (ancestors.includes(value) && hasParts(value))
    throw new Error('The state contains itself, so it cannot be written as a test.')
  const { open, parts, close } = expressionFor(value)
  if (!parts) return open
  const inner = `${indent}  `
  const space = open.endsWith('{') ? ' ' : ''
  const within = [...ancestors, value]
  const lines = parts.map(([name, part]) => (part === hole ? '' : `${name}${valueAsCode(part, inner, within)}`))
  if (lines.length === 0) return `${open}${close}`
  // A trailing hole needs one more comma.
  const comma = parts.at(-1)?.[1] === hole ? ',' : ''
  const line = `${open}${space}${lines.join(', ')}${comma}${space}${close}`
  if (indent.length + line.length <= maxLineWidth && !line.includes('\n')) return line
  return `${open}\n${lines.map((one) => `${inner}${one},\n`).join('')}${indent}${close}`
}

type Expression = {
  readonly open: string
  readonly parts?: readonly (readonly [string, unknown])[]
  readonly close?: string
}

/** Marks an index without a value. */
const hole = Symbol('hole')

function expressionFor(value: unknown): Expression {
  const kind = kindOf(value)
  if (kind === 'function' || kind === 'symbol')
    throw new Error(`The state contains a ${kind}, which cannot be written as a test.`)
  if (typeof value !== 'object' || value === null) return { open: primitiveAsCode(value) }
  if (Array.isArray(value)) return arrayAsCode(value)
  if (isMap(value, kind) || isSet(value, kind)) {
    const parts = Array.from<unknown, readonly [string, unknown]>(value, (part) => ['', part])
    return { open: `new ${kind}([`, parts, close: '])' }
  }
  if (kind === 'Error') return errorAsCode(value)
  if (kind !== 'Object') return objectAsCode(value, kind)
  if (Object.getPrototypeOf(value) !== null) return { open: '{', parts: namedParts(value), close: '}' }
  return { open: 'Object.assign(Object.create(null), {', parts: namedParts(value), close: '})' }
}

function primitiveAsCode(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  return Object.is(value, -0) ? '-0' : String(value)
}

const maxHoles = 1_000

function arrayAsCode(list: readonly unknown[]): Expression {
  if (isDense(list)) return { open: '[', parts: list.map((part) => ['', part]), close: ']' }
  const names = namesIn(list, 'Array').filter((name) => typeof name === 'string')
  if (names.length > 0) {
    const items = list.slice()
    return {
      open: 'Object.assign(',
      parts: [
        ['', items],
        ['', propertiesOf(list, names)],
      ],
      close: ')',
    }
  }
  if (list.length > maxHoles)
    throw new Error(
      `The state contains an array with holes and more than ${maxHoles} indexes, which is too long for a test.`,
    )
  const parts = Array.from(list, (part, index) => ['', Object.hasOwn(list, index) ? part : hole] as const)
  return { open: '[', parts, close: ']' }
}

function errorAsCode(error: object): Expression {
  const { name, message } = propertiesOf(error, ['name', 'message'])
  const isKnown = /^(Eval|Range|Reference|Syntax|Type|URI)?Error$/.test(String(name))
  const parts: [string, unknown][] = [['', message]]
  if (Object.hasOwn(error, 'cause')) parts.push(['', propertiesOf(error, ['cause'])])
  if (isKnown) return { open: `new ${String(name)}(`, parts, close: ')' }
  return { open: `Object.assign(new Error(`, parts, close: `), { "name": ${JSON.stringify(String(name))} })` }
}

function objectAsCode(value: object, kind: string): Expression {
  if (value instanceof Date) return { open: `new Date(${value.getTime()})` }
  if (value instanceof RegExp) {
    const { lastIndex } = value
    return { open: lastIndex === 0 ? String(value) : `Object.assign(${String(value)}, { lastIndex: ${lastIndex} })` }
  }
  if (/^(Boolean|Number|String|BigInt)$/.test(kind)) return { open: `Object(${primitiveAsCode(value.valueOf())})` }
  const numbers = numbersOf(value)
  if (!numbers || kind === 'SharedArrayBuffer')
    throw new Error(`The state contains a ${kind}, which cannot be written as a test.`)
  const parts = Array.from<unknown, readonly [string, unknown]>(numbers, (number) => ['', number])
  if (kind === 'ArrayBuffer') return { open: 'new Uint8Array([', parts, close: ']).buffer' }
  if (kind === 'DataView') return { open: 'new DataView(new Uint8Array([', parts, close: ']).buffer)' }
  return { open: `new ${kind}([`, parts, close: '])' }
}

function namedParts(value: object): (readonly [string, unknown])[] {
  return Object.entries(value).map(([name, part]) => [`${keyAsCode(name)}: `, part] as const)
}

function propertiesOf(value: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, Reflect.get(value, name)]))
}

/** A plain `__proto__` key would set the prototype. */
function keyAsCode(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : JSON.stringify(key)
}
