import { readFileSync } from 'node:fs'

export interface Example {
  readonly code: string
  readonly language: 'ts' | 'js'
  /** What the comments behind its `console.log` lines promise, line by line. */
  readonly output: readonly string[]
}

const firstExample = /^#+ [^\n]*first example[^\n]*\n.*?^```(?<language>ts|js)\n(?<code>.*?)^```$/ims
const promisedLine = /^.*console\.log\(.*\).*\/\/\s*(?<line>.+?)\s*$/gm

export function readmeExample(): Example {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const { code, language } = readme.match(firstExample)?.groups ?? {}
  if (code === undefined) throw new Error('README.md has no ```ts or ```js block under a heading "First example".')
  const output = Array.from(code.matchAll(promisedLine), ({ groups }) => groups?.line ?? '')
  if (output.length === 0)
    throw new Error('No console.log(…) of the README\'s first example says what it prints: "// 70".')
  return { code, language: language === 'js' ? 'js' : 'ts', output }
}

/** The same example for Node, which has no IndexedDB. */
export function inMemory(code: string): string {
  return code
    .replace(/openEventStore(<[^(]*>)?\([^)]*\)/g, 'openMemoryEventStore$1()')
    .replaceAll('openEventStore', 'openMemoryEventStore')
}
