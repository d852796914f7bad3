import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = readdirSync(join(root, 'scripts')).filter((name) => /^mutations.*\.mjs$/.test(name))

type Mutation = {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
  readonly suites: readonly string[]
}
const lists: Record<string, Mutation[]>[] = await Promise.all(files.map((name) => import(join(root, 'scripts', name))))
const mutations = lists.flatMap((list) => Object.values(list).flat())
const tests = readdirSync(join(root, 'test'), { recursive: true }).map((path) => join('test', String(path)))

test('there are mutations, each with a name of its own', () => {
  const names = mutations.map(({ name }) => name)
  expect(names.length).toBeGreaterThan(20)
  expect(new Set(names).size).toBe(names.length)
})

// Else it would change nothing, or something else than it says.
test.each(mutations)('$name: what it takes out stands in the sources, once', ({ file, from, to }) => {
  expect(readFileSync(join(root, file), 'utf8').split(from)).toHaveLength(2)
  expect(to).not.toBe(from)
})

// Else all tests would have to be asked.
test.each(mutations)('$name: the suites it names are there', ({ suites }) => {
  expect(suites).not.toEqual([])
  for (const suite of suites) expect(tests.filter((path) => path.startsWith(suite))).not.toEqual([])
})
