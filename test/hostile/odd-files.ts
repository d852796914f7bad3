import { line } from './lines-of-a-log.ts'

const second = line({ streamVersion: '2', globalPosition: '2' })
const bytes = (...codes: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(codes)

/** A file, and the JSON of its data as it must be stored. */
export const written: readonly (readonly [what: string, file: string | Blob, data: string])[] = [
  ['a byte order mark at the start', `\ufeff${line({ data: '1' })}\n`, '1'],
  ['the same in bytes', new Blob([bytes(0xef, 0xbb, 0xbf), line({ data: '1' })]), '1'],
  ['lines that end as on Windows', `${line({ data: '1' })}\r\n${second}\r\n`, '1'],
  ['blanks around', `  \t${line({ data: '1' })} \t`, '1'],
  ['an empty line at the end', `${line({ data: '1' })}\n\n`, '1'],
  ['lines that end as on Windows, and empty ones at the end', `${line({ data: '1' })}\r\n${second}\r\n\r\n\r\n`, '1'],
  ['blanks and tabs on empty lines at the end', `${line({ data: '1' })}\n \t \n\t\r\n  `, '1'],
  ['an end of a line of \\r alone at the end', `${line({ data: '1' })}\r`, '1'],
  ['a mark, ends as on Windows and empty lines', `\ufeff${line({ data: '1' })}\r\n${second}\r\n\r\n`, '1'],
  ['no end of the last line', `${line({ data: '1' })}\n${second}`, '1'],
  ['blanks between', line({ data: '{ "a" : [ 1 , 2 ] }' }), '{"a":[1,2]}'],
  ['ends of lines that are none to JSON', line({ data: '"\u2028\u2029\u0085"' }), '"\u2028\u2029\u0085"'],
  ['NUL, escaped', line({ data: String.raw`"\u0000"` }), String.raw`"\u0000"`],
  ['halves of pairs, escaped', line({ data: String.raw`"\ud800 \udfff\udbff"` }), String.raw`"\ud800 \udfff\udbff"`],
  ['both halves, escaped', line({ data: String.raw`"\ud83d\udc18"` }), '"🐘"'],
  ['letters, escaped', line({ data: String.raw`{"\u0061":"\u003c\/b>"}` }), '{"a":"</b>"}'],
  ['a mark in the middle that is no byte order mark', line({ data: '"\ufeff"' }), '"\ufeff"'],
  [
    'keys that objects inherit',
    line({ data: '{"__proto__":{"polluted":1},"toJSON":{}}' }),
    '{"__proto__":{"polluted":1},"toJSON":{}}',
  ],
  [
    'backslashes before the end of a text',
    line({ data: String.raw`{"\\":"\\\\\"","a\\":1}` }),
    String.raw`{"\\":"\\\\\"","a\\":1}`,
  ],
  ['the same name in two objects', line({ data: '[{"a":1},{"a":{"a":1}}]' }), '[{"a":1},{"a":{"a":1}}]'],
  ['fields in another order', line({}).replace(/^\{"id":"event 1",(.*)\}$/, '{$1,"id":"event 1"}'), 'null'],
  ['500 levels', line({ data: `${'['.repeat(500)}${']'.repeat(500)}` }), `${'['.repeat(500)}${']'.repeat(500)}`],
]

const levels = (count: number): string => `${'['.repeat(count)}${']'.repeat(count)}`

/** Files by what their refusal says, each with the line that it must name. */
const refusals: Readonly<Record<string, readonly (readonly [what: string, file: string | Blob, line: number])[]>> = {
  'it is empty': [
    ['an empty line before the first event', `\n${line({})}`, 1],
    ['an empty line between', `${line({})}\n\n${second}`, 2],
    ['a line of blanks', `${line({})}\n \t\n${second}`, 2],
    ['an empty line that ends as on Windows', `${line({})}\r\n\r\n${second}`, 2],
    ['several empty lines', `${line({})}\n\n \n\n${second}`, 2],
    ['an empty line before one that is not UTF-8', new Blob([`${line({})}\n\n`, bytes(0xff)]), 2],
    ['an empty line before one that is not JSON', `${line({})}\n\n{`, 2],
    ['a byte-order mark alone on the first line', `\ufeff\n${line({})}`, 1],
  ],
  'not UTF-8': [
    ['half a pair, unescaped', `${line({})}\n${line({ data: '"\ud800"' })}`, 2],
    ['half a pair in bytes', new Blob([bytes(0x22, 0xed, 0xa0, 0x80, 0x22)]), 1],
    ['a byte that is no UTF-8, in the second line', new Blob([`${line({})}\n`, bytes(0x22, 0xff, 0x22)]), 2],
    [
      'a byte that is no UTF-8, behind letters of many bytes',
      new Blob([`${line({ data: '"🐘€"' })}\n`, bytes(0xff)]),
      2,
    ],
    ['a letter cut in half by the end of a line', new Blob([bytes(0xe2, 0x82, 0x0a, 0xac)]), 1],
    ['a letter cut in half at the end', new Blob([`${line({})}\n"`, bytes(0xe2, 0x82)]), 2],
    ['too many bytes for a letter', new Blob([bytes(0xc0, 0x80)]), 1],
    ['half a byte-order mark', new Blob([bytes(0xef, 0xbb)]), 1],
  ],
  'UTF-16': [
    ['UTF-16, little-endian', new Blob([bytes(0xff, 0xfe, 0x7b, 0x00, 0x0a, 0x00)]), 1],
    ['UTF-16, big-endian', new Blob([bytes(0xfe, 0xff, 0x00, 0x7b, 0x00, 0x0a)]), 1],
    ['UTF-16 without a byte-order mark', new Blob([bytes(0x7b, 0x00, 0x22, 0x00, 0x0a, 0x00)]), 1],
  ],
  'ends in \\r alone': [['ends of lines as on old Macs', `${line({})}\r${second}`, 1]],
  'only at the start of the file': [
    ['a second byte-order mark', `\ufeff\ufeff${line({})}`, 1],
    ['a byte-order mark on the second line', `${line({})}\n\ufeff${second}`, 2],
    ['a byte-order mark after the last line', `${line({})}\n\ufeff`, 2],
  ],
  'not JSON': [
    ['a second byte order mark', `\ufeff\ufeff${line({})}`, 1],
    ['a wrong line before one that is no UTF-8', new Blob([`${line({})}\n{\n`, bytes(0xff)]), 2],
    ['two files, one behind the other', `${line({})}\n\ufeff${second}`, 2],
    ['ends of lines as on old Macs', `${line({})}\r${second}`, 1],
    ['two events on a line', `${line({})}${second}`, 1],
    ['a line that was cut off', `${line({})}\n${second.slice(0, -9)}`, 2],
    ['NUL, unescaped', line({ data: '"\0"' }), 1],
    ['an end of a line in a text', line({ data: '"\n"' }), 1],
    ['single quotes', line({ data: "'a'" }), 1],
    ['NaN', line({ data: 'NaN' }), 1],
    ['a comment', `${line({})}// so`, 1],
    ['a comma too many', line({ data: '[1,]' }), 1],
    ['a text without an end', `${'"\\'.repeat(9)}"`, 1],
  ],
  'cannot be stored': [
    ['501 levels', line({ data: levels(501) }), 1],
    ['10,000 levels', line({ data: levels(10_000) }), 1],
    ['10,000 objects in one another', line({ data: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` }), 1],
    ['501 levels of metadata', line({ metadata: `{"a":${levels(500)}}` }), 1],
    ['a type that is no text', line({ type: '{"toString":1}' }), 1],
    ['no type', line({ type: 'null' }), 1],
    ['an empty type', line({ type: '""' }), 1],
    ['an empty id', line({ id: '""' }), 1],
    ['metadata that is a list', line({ metadata: '[]' }), 1],
    ['metadata that is null', line({ metadata: 'null' }), 1],
  ],
  'nested too deep': [
    ['100,000 levels', line({ data: levels(100_000) }), 1],
    ['100,000 objects in one another', line({ data: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}` }), 1],
    ['100,000 levels in a place where none belong', line({ globalPosition: levels(100_000) }), 1],
    ['a million levels, never closed', '['.repeat(1_000_000), 1],
    ['a million levels of both kinds', `${'[{"a":'.repeat(500_000)}1${'}]'.repeat(500_000)}`, 1],
  ],
  'is there twice': [
    ['a field in data', line({ data: '{"a":1,"a":2}' }), 1],
    ['a field with the same value', line({ data: '{"a":1,"a":1}' }), 1],
    ['a field, once escaped', line({ data: String.raw`{"a":1,"\u0061":2}` }), 1],
    ['a field deep inside', line({ metadata: '{"a":[{"b":{}},{"b":{},"c":[{}],"b":[]}]}' }), 1],
    ['__proto__', line({ data: '{"__proto__":1,"__proto__":2}' }), 1],
    ['a field of the event', `${line({}).slice(0, -1)},"streamId":"s"}`, 1],
  ],
  'it is not an event': [
    ['a text', '"text"', 1],
    ['a list', `[${line({})}]`, 1],
    ['null', 'null', 1],
  ],
  'an event has no field': [
    ['__proto__', line(Object.fromEntries([['__proto__', '{"type":"Other"}']])), 1],
    ['constructor', line({ constructor: '{}' }), 1],
    ['a name of a million characters', line({ ['x'.repeat(1_000_000)]: '1' }), 1],
  ],
  'must be a non-empty string': [
    ['a stream id that is no text', line({ streamId: '["s"]' }), 1],
    ['an empty stream id', line({ streamId: '""' }), 1],
    ['a command id that is no text', line({ commandId: '{}' }), 1],
    ['a command id of null', line({ commandId: 'null' }), 1],
  ],
  'expected globalPosition 1': [['10,000 levels', line({ globalPosition: levels(10_000) }), 1]],
  'expected streamVersion 1': [
    ['a stream id of a million characters', line({ streamId: `"${'x'.repeat(1e6)}"`, streamVersion: '2' }), 1],
  ],
}

export const refused = Object.entries(refusals).flatMap(([says, files]) =>
  files.map(([what, file, number]) => ({ what, file, number, says })),
)
