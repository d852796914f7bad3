import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { headingsOf, markdownFiles, pages, readPage, root } from './pages.ts'

test.each(markdownFiles())('every link in %s leads to an existing file and heading', (file) => {
  expect(linksIn(file).filter((link) => !leadsSomewhere(file, link))).toEqual([])
})

test('the table of contents links every docs page', () => {
  const linked = linksIn('docs/README.md').map((link) => join('docs', link).replaceAll('\\', '/'))
  const written = pages().map(({ file }) => file)
  expect(written.filter((file) => file.startsWith('docs/') && !linked.includes(file))).toEqual(['docs/README.md'])
})

const indexPages = ['rewindable', 'projections', 'collections', 'files', 'storage', 'errors', 'adapter'].map(
  (page) => `docs/${page}.md`,
)

test('docs/rewindable.md links every page about the names of the main import path', () => {
  expect(linksIn('docs/rewindable.md')).toEqual(
    expect.arrayContaining(indexPages.slice(1).map((file) => basename(file))),
  )
})

test.each([
  ['src/index.ts', indexPages],
  ['src/adapter.ts', ['docs/adapter.md']],
  ['src/collections.ts', ['docs/stored-collections.md']],
  ['src/model.ts', ['docs/model.md']],
  ['src/testing.ts', ['docs/testing.md']],
])('every public name of %s is documented in %j', (entry, files) => {
  const page = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  const names = Array.from(readFileSync(join(root, entry), 'utf8').matchAll(/\{([^}]*)\}/g), ([, list = '']) =>
    list.split(',').map((name) => name.replace(/\btype\b/, '').trim()),
  ).flat()
  const missing = names.filter((name) => name !== '' && !new RegExp(`\\b${name}\\b`).test(page))
  expect(missing).toEqual([])
})

function linksIn(file: string): string[] {
  const page = readPage(file)
  const code = new Set(page.blocks.flatMap(({ lines }) => lines))
  const text = page.lines.filter((line) => !code.has(line)).join('\n')
  const links = Array.from(text.matchAll(/\]\((?<link>[^)\s]+)\)/g), ({ groups }) => groups?.link ?? '')
  return links.filter((link) => !/^[a-z]+:/.test(link))
}

function leadsSomewhere(file: string, link: string): boolean {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? file : join(dirname(file), path)
  if (!existsSync(join(root, target))) return false
  return heading === undefined || headingsOf(readPage(target), '#').map(anchorOf).includes(heading)
}

/** Returns the anchor that GitHub generates for a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}
