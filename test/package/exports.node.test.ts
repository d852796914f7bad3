import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { entryPoints } from '../../scripts/entry-points.mjs'
import { limitedEntries, limitOf, limitOfAllExports } from './budget.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const exported = new Map(entryPoints().map(({ importPath, source }) => [importPath, namesIn(source)]))
const allNames = [...new Set([...exported.values()].flat())]

test('every entry has a limit in budget.json, and no other path has one', () => {
  expect(limitedEntries.toSorted()).toEqual([...exported.keys()].toSorted())
})

test.each(limitedEntries)('%s exports at most as many names as budget.json allows', (entry) => {
  expect(exported.get(entry)?.length).toBeLessThanOrEqual(limitOf(entry, 'exports'))
})

test('all entries together export at most as many names as budget.json allows', () => {
  expect(allNames.length).toBeLessThanOrEqual(limitOfAllExports())
})

test('the README or a page of docs/ mentions every exported name', () => {
  const pages = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))
  const text = ['README.md', ...pages.map((file) => `docs/${file}`)].map(read).join('\n')
  const words = new Set(text.match(/[\w$]+/g))
  expect(allNames.filter((name) => !words.has(name))).toEqual([])
})

/** Returns the names that a module exports, types included. */
function namesIn(source: string): string[] {
  const entries = parseSync(source, read(source)).module.staticExports.flatMap((statement) => statement.entries)
  return entries.map(({ exportName: { name } }) => {
    // `export *` would hide the public names from a reader of the entry.
    if (name === null) throw new Error(`Expected ${source} to list its exports by name, found "export *".`)
    return name
  })
}
