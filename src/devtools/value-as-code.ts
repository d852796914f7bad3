import { hasParts, kindOf, numbersOf } from '../time-travel/state-kinds.ts'
import { isDense, isMap, isSet, namesIn } from '../time-travel/state-parts.ts'

const widest = 100
const deepest = 200

/**
 * A state as it would be written in a test: like JSON, and what JSON cannot say in the words of JavaScript. What fits on a line
 * stands on one.
 *
 * @param around the values that it is a part of
 * @throws in words, when JavaScript has no expression for it
 */
export function valueAsCode(value: unknown, indent: string, around: readonly unknown[] = []): string {
  if (around.length > deepest) throw new Error(`The state has more than ${deepest} levels: too many for a test.`)
  if (around.includes(value) && hasParts(value))
    throw new Error('A part of the state contains itself: no test can say that.')
  const { open, parts, close } = written(value)
  if (!parts) return open
  const inner = `${indent}  `
  const space = open.endsWith('{') ? ' ' : ''
  const within = [...around, value]
  const lines = parts.map(([name, part]) => (part === hole ? '' : `${name}${valueAsCode(part, inner, within)}`))
  if (lines.length === 0) return `${open}${close}`
  // A comma at the end counts a hole before it.
  const comma = parts.at(-1)?.[1] === hole ? ',' : ''
  const line = `${open}${space}${lines.join(', ')}${comma}${space}${close}`
  if (indent.length + line.length <= widest && !line.includes('\n')) return line
  return `${open}\n${lines.map((one) => `${inner}${one},\n`).join('')}${indent}${close}`
}

type Written = {
  readonly open: string
  readonly parts?: readonly (readonly [string, unknown])[]
  readonly close?: string
}

/** Stands for what an array does not have at an index. */
const hole = Symbol('hole')

function written(value: unknown): Written {
  const kind = kindOf(value)
  if (kind === 'function' || kind === 'symbol') throw new Error(`The state holds a ${kind}, which a test cannot say.`)
  if (typeof value !== 'object' || value === null) return { open: primitiveAsCode(value) }
  if (Array.isArray(value)) return arrayAsCode(value)
  if (isMap(value, kind) || isSet(value, kind)) {
    const parts = Array.from<unknown, readonly [string, unknown]>(value, (part) => ['', part])
    return { open: `new ${kind}([`, parts, close: '])' }
  }
  if (kind === 'Error') return errorAsCode(value)
  if (kind !== 'Object') return wholeAsCode(value, kind)
  if (Object.getPrototypeOf(value) !== null) return { open: '{', parts: named(value), close: '}' }
  return { open: 'Object.assign(Object.create(null), {', parts: named(value), close: '})' }
}

function primitiveAsCode(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  return Object.is(value, -0) ? '-0' : String(value)
}

const mostHoles = 1_000

function arrayAsCode(list: readonly unknown[]): Written {
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
  if (list.length > mostHoles) throw new Error('The state has a list with too many holes for a test.')
  const parts = Array.from(list, (part, index) => ['', Object.hasOwn(list, index) ? part : hole] as const)
  return { open: '[', parts, close: ']' }
}

function errorAsCode(error: object): Written {
  const { name, message } = propertiesOf(error, ['name', 'message'])
  const isKnown = /^(Eval|Range|Reference|Syntax|Type|URI)?Error$/.test(String(name))
  const parts: [string, unknown][] = [['', message]]
  if (Object.hasOwn(error, 'cause')) parts.push(['', propertiesOf(error, ['cause'])])
  if (isKnown) return { open: `new ${String(name)}(`, parts, close: ')' }
  return { open: `Object.assign(new Error(`, parts, close: `), { "name": ${JSON.stringify(String(name))} })` }
}

function wholeAsCode(value: object, kind: string): Written {
  if (value instanceof Date) return { open: `new Date(${value.getTime()})` }
  if (value instanceof RegExp) {
    const { lastIndex } = value
    return { open: lastIndex === 0 ? String(value) : `Object.assign(${String(value)}, { lastIndex: ${lastIndex} })` }
  }
  if (/^(Boolean|Number|String|BigInt)$/.test(kind)) return { open: `Object(${primitiveAsCode(value.valueOf())})` }
  const numbers = numbersOf(value)
  if (!numbers || kind === 'SharedArrayBuffer') throw new Error(`The state holds a ${kind}, which a test cannot say.`)
  const parts = Array.from<unknown, readonly [string, unknown]>(numbers, (number) => ['', number])
  if (kind === 'ArrayBuffer') return { open: 'new Uint8Array([', parts, close: ']).buffer' }
  if (kind === 'DataView') return { open: 'new DataView(new Uint8Array([', parts, close: ']).buffer)' }
  return { open: `new ${kind}([`, parts, close: '])' }
}

function named(value: object): (readonly [string, unknown])[] {
  return Object.entries(value).map(([name, part]) => [`${keyAsCode(name)}: `, part] as const)
}

function propertiesOf(value: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, Reflect.get(value, name)]))
}

/** Written plainly, that one key would set what the object inherits from. */
function keyAsCode(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : JSON.stringify(key)
}
