// @ts-check
const blankLines = ['test/transfer/blank-lines.test.ts']
const files = ['test/hostile/files.test.ts']

/** @type {import('./mutations.mjs').Mutation[]} */
export const mutationsOfFiles = [
  {
    name: 'refuse blank lines at the end of a file',
    file: 'src/transfer/lines.ts',
    from: 'return blank ? undefined : { number: number - 1, text }',
    to: 'return { number: number - 1, text }',
    suites: blankLines,
  },
  {
    name: 'pass over blank lines in the middle of a file',
    file: 'src/transfer/lines.ts',
    from: "else if (blankSince !== undefined) throw rejected('it is empty')",
    to: 'else blankSince = undefined',
    suites: blankLines,
  },
  {
    name: 'name the line behind the blank ones',
    file: 'src/transfer/lines.ts',
    from: 'if (blankSince !== undefined) return new ImportRejected({ line: blankSince',
    to: 'if (blankSince !== undefined) return new ImportRejected({ line: number',
    suites: blankLines,
  },
  {
    name: 'take \\r for text at the end of a file',
    file: 'src/transfer/lines.ts',
    from: '/^[ \\t\\r]*$/',
    to: '/^[ \\t]*$/',
    suites: blankLines,
  },
  {
    name: 'keep the byte-order mark',
    file: 'src/transfer/lines.ts',
    from: 'whole.startsWith(byteOrderMark) ? whole.slice(1)',
    to: 'whole.startsWith(byteOrderMark) ? whole',
    suites: blankLines,
  },
  {
    name: 'leave UTF-16 unnamed',
    file: 'src/transfer/lines.ts',
    from: 'number === 1 && startsOfUtf16',
    to: 'number === 0 && startsOfUtf16',
    suites: files,
  },
  {
    name: 'leave the ends of lines of old Macs unnamed',
    file: 'src/transfer/import-sequence.ts',
    from: 'if (/\\r[ \\t]*\\{/.test(text))',
    to: 'if (text === "")',
    suites: files,
  },
]
