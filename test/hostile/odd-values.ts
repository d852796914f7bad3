import type { JsonValue } from '../derived-types.ts'

import { inheritedNames, oddTexts } from './odd-texts.ts'

/** Returns `depth` alternating lists and objects, each inside the one before. */
function nested(depth: number): JsonValue {
  let value: JsonValue = 'the bottom'
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value }
  return value
}

/** Returns an object with the name as own key. A literal cannot do that for `__proto__`. */
function withKey(name: string, value: JsonValue): JsonValue {
  return Object.fromEntries([[name, value]])
}

export const exactNumbers: readonly number[] = [
  0,
  1,
  -1,
  0.1,
  1 / 3,
  Math.PI,
  2 ** 31,
  -(2 ** 31),
  2 ** 32 - 1,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 1,
  Number.MIN_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER - 1,
  2 ** 64,
  1e21,
  1e-7,
  1e308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MIN_VALUE,
  5e-324,
  Number.EPSILON,
]

/** JSON data that incorrect code could alter. */
export const oddValues: readonly (readonly [name: string, value: JsonValue])[] = [
  ...oddTexts.map((text) => [`text ${JSON.stringify(text)}`, text] as const),
  ...oddTexts.map((text) => [`key ${JSON.stringify(text)}`, withKey(text, { polluted: true })] as const),
  ...exactNumbers.map((number) => [`number ${number}`, number] as const),
  ['all inherited names at once', Object.fromEntries(inheritedNames.map((name) => [name, name]))],
  ['__proto__ in __proto__', withKey('__proto__', withKey('__proto__', { polluted: true }))],
  ['constructor.prototype', { constructor: { prototype: { polluted: true } } }],
  ['a list under __proto__', withKey('__proto__', [1, 2, 3])],
  ['null under __proto__', withKey('__proto__', null)],
  ['the names of fields of a recorded event', { id: 1, streamId: 2, globalPosition: 3, commandId: 4, metadata: 5 }],
  ['keys in an unusual order', { b: 1, a: 2, 10: 3, 9: 4, '': 5 }],
  ['true', true],
  ['null', null],
  ['an empty list', []],
  ['an empty object', {}],
  ['500 levels', nested(500)],
  ['a list of 10,000 lists', Array.from({ length: 10_000 }, () => [])],
  ['10,000 keys', Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [`key ${key}`, key]))],
  [
    'a million characters of every kind',
    String.fromCharCode(...Array.from({ length: 1_000 }, (_, at) => at * 65)).repeat(1_000),
  ],
]
