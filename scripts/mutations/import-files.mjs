// @ts-check

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'reject blank lines at the end of a file',
    in: 'readLines',
    from: '$blank ? undefined : { number: $number - 1, $text }',
    to: '{ number: $number - 1, $text }',
    suites: ['test/files/blank-lines.test.ts'],
  },
  {
    name: 'skip blank lines in the middle of a file',
    in: 'readLines',
    from: "else if ($blankSince !== undefined) throw $rejected('…')",
    to: 'else $blankSince = undefined',
    suites: ['test/files/blank-lines.test.ts'],
  },
  {
    name: 'report the line after the blank lines',
    in: 'readLines',
    from: 'if ($blankSince !== undefined) return new ImportRejected({ line: $blankSince',
    to: 'if ($blankSince !== undefined) return new ImportRejected({ line: number',
    suites: ['test/files/blank-lines.test.ts'],
  },
  {
    name: 'treat \\r at the end of a file as text',
    in: 'isBlank',
    from: '/^[ \\t\\r]*$/',
    to: '/^[ \\t]*$/',
    suites: ['test/files/blank-lines.test.ts'],
  },
  {
    name: 'read the byte-order mark as text',
    in: 'readLines',
    from: '$whole.startsWith(byteOrderMark) ? $whole.slice(1)',
    to: '$whole.startsWith(byteOrderMark) ? $whole',
    suites: ['test/files/blank-lines.test.ts'],
  },
  {
    name: 'reject UTF-16 without naming it',
    in: 'readLines',
    from: '$number === 1 && startsOfUtf16',
    to: '$number === 0 && startsOfUtf16',
    suites: ['test/hostile/files.test.ts'],
  },
  {
    name: 'reject lines that end with \\r without naming the cause',
    in: 'reasonOf',
    from: 'if (/\\r[ \\t]*\\{/.test($text))',
    to: 'if ($text === "")',
    suites: ['test/hostile/files.test.ts'],
  },
]
