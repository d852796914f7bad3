import { line } from './lines-of-a-log.ts'

const second = line({ streamVersion: '2', globalPosition: '2' })
const bytes = (...codes: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(codes)

/** A valid file, and the JSON of its data as it must be stored. */
export const written: readonly (readonly [what: string, file: string | Blob, data: string])[] = [
  ['a byte-order mark at the start', `\ufeff${line({ data: '1' })}\n`, '1'],
  ['a byte-order mark in bytes', new Blob([bytes(0xef, 0xbb, 0xbf), line({ data: '1' })]), '1'],
  ['Windows line ends', `${line({ data: '1' })}\r\n${second}\r\n`, '1'],
  ['blanks around the line', `  \t${line({ data: '1' })} \t`, '1'],
  ['an empty line at the end', `${line({ data: '1' })}\n\n`, '1'],
  ['Windows line ends and empty lines at the end', `${line({ data: '1' })}\r\n${second}\r\n\r\n\r\n`, '1'],
  ['blanks and tabs on empty lines at the end', `${line({ data: '1' })}\n \t \n\t\r\n  `, '1'],
  ['a final \\r without \\n', `${line({ data: '1' })}\r`, '1'],
  ['a byte-order mark, Windows line ends and empty lines', `\ufeff${line({ data: '1' })}\r\n${second}\r\n\r\n`, '1'],
  ['no line end after the last line', `${line({ data: '1' })}\n${second}`, '1'],
  ['blanks between the tokens', line({ data: '{ "a" : [ 1 , 2 ] }' }), '{"a":[1,2]}'],
  ['Unicode line separators', line({ data: '"\u2028\u2029\u0085"' }), '"\u2028\u2029\u0085"'],
  ['NUL, escaped', line({ data: String.raw`"\u0000"` }), String.raw`"\u0000"`],
  ['lone surrogates, escaped', line({ data: String.raw`"\ud800 \udfff\udbff"` }), String.raw`"\ud800 \udfff\udbff"`],
  ['a surrogate pair, escaped', line({ data: String.raw`"\ud83d\udc18"` }), '"🐘"'],
  ['letters, escaped', line({ data: String.raw`{"\u0061":"\u003c\/b>"}` }), '{"a":"</b>"}'],
  ['U+FEFF in a string', line({ data: '"\ufeff"' }), '"\ufeff"'],
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

/** Invalid files by the text of the error, each with the line that the error must have. */
const refusals: Readonly<Record<string, readonly (readonly [what: string, file: string | Blob, line: number])[]>> = {
  'the line is empty': [
    ['an empty line before the first event', `\n${line({})}`, 1],
    ['an empty line between two events', `${line({})}\n\n${second}`, 2],
    ['a line of blanks', `${line({})}\n \t\n${second}`, 2],
    ['an empty line with a Windows line end', `${line({})}\r\n\r\n${second}`, 2],
    ['several empty lines', `${line({})}\n\n \n\n${second}`, 2],
    ['an empty line before one that is not UTF-8', new Blob([`${line({})}\n\n`, bytes(0xff)]), 2],
    ['an empty line before one that is not JSON', `${line({})}\n\n{`, 2],
    ['a byte-order mark alone on the first line', `\ufeff\n${line({})}`, 1],
  ],
  'not UTF-8': [
    ['a lone surrogate, unescaped', `${line({})}\n${line({ data: '"\ud800"' })}`, 2],
    ['a lone surrogate in bytes', new Blob([bytes(0x22, 0xed, 0xa0, 0x80, 0x22)]), 1],
    ['an invalid UTF-8 byte in the second line', new Blob([`${line({})}\n`, bytes(0x22, 0xff, 0x22)]), 2],
    ['an invalid UTF-8 byte after multi-byte characters', new Blob([`${line({ data: '"🐘€"' })}\n`, bytes(0xff)]), 2],
    ['a character split by a line end', new Blob([bytes(0xe2, 0x82, 0x0a, 0xac)]), 1],
    ['a character cut off at the end', new Blob([`${line({})}\n"`, bytes(0xe2, 0x82)]), 2],
    ['an overlong encoding', new Blob([bytes(0xc0, 0x80)]), 1],
    ['half a byte-order mark', new Blob([bytes(0xef, 0xbb)]), 1],
  ],
  'UTF-16': [
    ['UTF-16, little-endian', new Blob([bytes(0xff, 0xfe, 0x7b, 0x00, 0x0a, 0x00)]), 1],
    ['UTF-16, big-endian', new Blob([bytes(0xfe, 0xff, 0x00, 0x7b, 0x00, 0x0a)]), 1],
    ['UTF-16 without a byte-order mark', new Blob([bytes(0x7b, 0x00, 0x22, 0x00, 0x0a, 0x00)]), 1],
  ],
  'this one ends with \\r': [['line ends of \\r', `${line({})}\r${second}`, 1]],
  'only at the start of the file': [
    ['a second byte-order mark', `\ufeff\ufeff${line({})}`, 1],
    ['a byte-order mark on the second line', `${line({})}\n\ufeff${second}`, 2],
    ['a byte-order mark after the last line', `${line({})}\n\ufeff`, 2],
  ],
  'not JSON': [
    ['a second byte-order mark', `\ufeff\ufeff${line({})}`, 1],
    ['an invalid line before one that is not UTF-8', new Blob([`${line({})}\n{\n`, bytes(0xff)]), 2],
    ['two concatenated files', `${line({})}\n\ufeff${second}`, 2],
    ['line ends of \\r', `${line({})}\r${second}`, 1],
    ['two events on a line', `${line({})}${second}`, 1],
    ['a line that was cut off', `${line({})}\n${second.slice(0, -9)}`, 2],
    ['NUL, unescaped', line({ data: '"\0"' }), 1],
    ['a line end in a string', line({ data: '"\n"' }), 1],
    ['single quotes', line({ data: "'a'" }), 1],
    ['NaN', line({ data: 'NaN' }), 1],
    ['a comment', `${line({})}// so`, 1],
    ['a trailing comma', line({ data: '[1,]' }), 1],
    ['an unterminated string', `${'"\\'.repeat(9)}"`, 1],
  ],
  'cannot be stored': [
    ['501 levels', line({ data: levels(501) }), 1],
    ['10,000 levels', line({ data: levels(10_000) }), 1],
    ['10,000 nested objects', line({ data: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` }), 1],
    ['501 levels of metadata', line({ metadata: `{"a":${levels(500)}}` }), 1],
    ['a type that is not a string', line({ type: '{"toString":1}' }), 1],
    ['no type', line({ type: 'null' }), 1],
    ['an empty type', line({ type: '""' }), 1],
    ['an empty id', line({ id: '""' }), 1],
    ['metadata that is a list', line({ metadata: '[]' }), 1],
    ['metadata that is null', line({ metadata: 'null' }), 1],
  ],
  'nested too deeply': [
    ['100,000 levels', line({ data: levels(100_000) }), 1],
    ['100,000 nested objects', line({ data: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}` }), 1],
    ['100,000 levels as globalPosition', line({ globalPosition: levels(100_000) }), 1],
    ['a million levels, never closed', '['.repeat(1_000_000), 1],
    ['a million levels of both kinds', `${'[{"a":'.repeat(500_000)}1${'}]'.repeat(500_000)}`, 1],
  ],
  'expected each field once, found': [
    ['a field in data', line({ data: '{"a":1,"a":2}' }), 1],
    ['a field with the same value', line({ data: '{"a":1,"a":1}' }), 1],
    ['a duplicate field with an escape', line({ data: String.raw`{"a":1,"\u0061":2}` }), 1],
    ['a duplicate field deep inside', line({ metadata: '{"a":[{"b":{}},{"b":{},"c":[{}],"b":[]}]}' }), 1],
    ['__proto__', line({ data: '{"__proto__":1,"__proto__":2}' }), 1],
    ['a field of the event', `${line({}).slice(0, -1)},"streamId":"s"}`, 1],
  ],
  'the line is not a JSON object': [
    ['a string', '"text"', 1],
    ['a list', `[${line({})}]`, 1],
    ['null', 'null', 1],
  ],
  'the event has the unknown field': [
    ['__proto__', line(Object.fromEntries([['__proto__', '{"type":"Other"}']])), 1],
    ['constructor', line({ constructor: '{}' }), 1],
    ['a name of a million characters', line({ ['x'.repeat(1_000_000)]: '1' }), 1],
  ],
  'must be a non-empty string': [
    ['a stream id that is not a string', line({ streamId: '["s"]' }), 1],
    ['an empty stream id', line({ streamId: '""' }), 1],
    ['a command id that is not a string', line({ commandId: '{}' }), 1],
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
