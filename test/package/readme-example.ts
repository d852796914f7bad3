import { readFileSync } from 'node:fs'

export interface Example {
  readonly code: string
  readonly language: 'ts' | 'js'
  /** The expected output, from the comments after each `console.log`. */
  readonly output: readonly string[]
}

const firstExample = /^#+ [^\n]*first example[^\n]*\n.*?^```(?<language>ts|js)\n(?<code>.*?)^```$/ims
const promisedLine = /^.*console\.log\(.*\).*\/\/\s*(?<line>.+?)\s*$/gm

export function readmeExample(): Example {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const { code, language } = readme.match(firstExample)?.groups ?? {}
  if (code === undefined)
    throw new Error('Expected a ```ts or ```js block below a heading "First example" in README.md, found none.')
  const output = Array.from(code.matchAll(promisedLine), ({ groups }) => groups?.line ?? '')
  if (output.length === 0)
    throw new Error('Expected a comment such as "// 70" after console.log(…) in the first example of README.md.')
  return { code, language: language === 'js' ? 'js' : 'ts', output }
}

/** Returns the example with a store in memory, because Node has no IndexedDB. */
export function inMemory(code: string): string {
  return code
    .replace(/openEventStore(<[^(]*>)?\([^)]*\)/g, 'openMemoryEventStore$1()')
    .replaceAll('openEventStore', 'openMemoryEventStore')
}
