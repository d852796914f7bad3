import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'vite'
import { describe, expect, test } from 'vitest'
import { anchorsIn } from '../scripts/find-anchor.mjs'
import { readMutations, readSources } from '../scripts/mutations.mjs'
import { tokensOf } from '../scripts/source-tokens.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const mutations = await readMutations()
const named = mutations.map((mutation) => [mutation.name, mutation] as const)
const anchors = anchorsIn(readSources())
const tests = readdirSync(join(root, 'test'), { recursive: true }).map((path) => join('test', String(path)))

test('each mutation has a unique name', () => {
  const names = mutations.map(({ name }) => name)
  expect(names.length).toBeGreaterThan(300)
  expect(new Set(names).size).toBe(names.length)
})

// A mutation without a match changes nothing. A mutation with two matches may change the wrong code.
test.each(named)('the sources contain the code of "%s" exactly once', (_name, mutation) => {
  const { original, mutated } = anchors.mutate(mutation)
  expect(mutated).not.toBe(original)
})

// An unknown variable makes every test fail, so the mutation would always count as caught.
test.each(named)('the replacement of "%s" reads only variables that its file mentions', (_name, mutation) => {
  const { path, original, mutated } = anchors.mutate(mutation)
  if (!path.endsWith('.ts')) return
  const known = variablesOf(path, original)
  const added = [...variablesOf(path, mutated)].filter(
    (name) => !known.has(name) && name !== 'const' && !(name in globalThis),
  )
  expect(added).toEqual([])
})

/** Returns the names of all variables, functions and types that a module mentions. */
function variablesOf(path: string, source: string): Set<string> {
  const { program, errors } = parseSync(path, source)
  expect(errors).toEqual([])
  const properties = new Set<object>()
  const names = new Set<string>()
  new Visitor({
    MemberExpression: ({ computed, property }) => void (computed || properties.add(property)),
    Property: ({ computed, key }) => void (computed || properties.add(key)),
    TSPropertySignature: ({ key }) => void properties.add(key),
    Identifier: (node) => void (properties.has(node) || names.add(node.name)),
  }).visit(program)
  return names
}

// Without suites, a mutation run would need all tests.
test.each(named)('each suite of "%s" exists', (_name, { suites }) => {
  expect(suites).not.toEqual([])
  for (const suite of suites) expect(tests.filter((path) => path.startsWith(suite))).not.toEqual([])
})

describe('anchors of mutations', () => {
  const source = `
    import { first } from './first.ts'
    export class Queue {
      #limit = 3
      add(item: string, list: string[]) {
        if (list.length > this.#limit) throw new Error('The queue is full. Read first.')
        list.push(item)
        return \`\${item} of \${list.length} items\`
      }
      remove(list: string[]) { list.pop() }
    }
    export const removed = (list: string[], item: string) =>
      list.filter((one) => one !== item)
  `
  const limit = {
    name: 'ignore the limit',
    in: 'Queue.add',
    from: "if ($list.length > this.#limit) throw new Error('…')",
    to: 'void $list',
  }
  const mutatedBy = (mutation: typeof limit, text = source, path = 'src/queue.ts') =>
    anchorsIn(new Map([[path, text]])).mutate(mutation)

  test('a mutation replaces the code in its declaration', () => {
    expect(mutatedBy(limit).mutated).toBe(source.replace(/if \(list.*/, 'void list'))
  })

  test('an anchor is found after its file was moved', () => {
    expect(mutatedBy(limit, source, 'src/other/name.ts').path).toBe('src/other/name.ts')
  })

  test('an anchor is found after a local variable was renamed, and its replacement uses the new name', () => {
    const renamed = source.replaceAll('list', 'entries')
    expect(mutatedBy(limit, renamed).mutated).toBe(renamed.replace(/if \(entries.*/, 'void entries'))
  })

  test('an anchor is found after the code was reformatted and comments were added', () => {
    const reformatted = source.replace(
      /if \(list.*/,
      'if (\n list.length // the items\n > this.#limit\n) throw new Error(\n /* for users */ "The queue is full.",\n);',
    )
    const { mutated } = mutatedBy(limit, reformatted)
    expect(mutated).toContain('void list')
    expect(mutated).not.toContain('#limit)')
  })

  test('an anchor is found after a string was reworded', () => {
    const reworded = source.replace('The queue is full. Read first.', 'Expected at most 3 items.')
    expect(mutatedBy(limit, reworded).mutated).toContain('void list')
  })

  test('one placeholder matches only one name', () => {
    const twice = { ...limit, from: '$one.length > $one.limit' }
    expect(() => mutatedBy(twice)).toThrow('The declaration does not contain it')
  })

  test('two placeholders match only two different names', () => {
    const swapped = { ...limit, from: '$one.push($two)', to: '$two.push($one)' }
    expect(mutatedBy(swapped).mutated).toContain('item.push(list)')
    expect(() => mutatedBy(swapped, source.replace('push(item)', 'push(list)'))).toThrow('does not contain it')
  })

  test('an anchor compares the parts of a template literal, and "…" matches any text', () => {
    const exact = { ...limit, from: `\`\${$item} of \${$list.length} items\``, to: '$item' }
    expect(mutatedBy(exact).mutated).toContain('return item\n')
    const any = { ...limit, from: `\`…\${$item}…\${$list.length}…\``, to: '$item' }
    expect(mutatedBy(any).mutated).toContain('return item\n')
  })

  test('the error for a renamed declaration names similar declarations', () => {
    const renamed = source.replace('add(item', 'addItem(item')
    expect(() => mutatedBy(limit, renamed)).toThrow(
      /"ignore the limit" .* No declaration or file has this name\. Close names: Queue\.addItem, .* The code occurs in "Queue\.addItem" in src\/queue\.ts/,
    )
  })

  test('the error for moved code names the new declaration', () => {
    const moved = { ...limit, in: 'removed' }
    expect(() => mutatedBy(moved)).toThrow('The code occurs in "Queue.add" in src/queue.ts')
  })

  test('an anchor rejects code that occurs twice in its declaration', () => {
    const twice = { ...limit, in: 'Queue', from: '$list.length', to: '0' }
    expect(() => mutatedBy(twice)).toThrow('It occurs 2 times')
  })

  test('tokensOf distinguishes a regular expression from a division', () => {
    const texts = tokensOf("a = b / c / d; e = f(/[/'`]/g)").map(({ text }) => text)
    expect(texts).toEqual(['a', '=', 'b', '/', 'c', '/', 'd', 'e', '=', 'f', '(', "/[/'`]/g", ')'])
  })
})
