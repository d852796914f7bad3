// @ts-check
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Returns the text between `<!-- name -->` and `<!-- /name -->`, in the README or the page of docs/ that contains them.
 *
 * @param {string} name
 * @returns {string}
 */
export function readSection(name) {
  return find(name).text
}

/**
 * Replaces the text between `<!-- name -->` and `<!-- /name -->`.
 *
 * @param {string} name
 * @param {string} text ends with a line break
 */
export function writeSection(name, text) {
  const { path, page, section } = find(name)
  writeFileSync(
    path,
    page.replace(section, () => text),
  )
}

/** @param {string} name */
function find(name) {
  const section = new RegExp(`(?<=<!-- ${name} -->\\n).*?(?=<!-- /${name} -->)`, 's')
  const docs = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))
  for (const file of ['README.md', ...docs.map((file) => `docs/${file}`)]) {
    const path = join(root, file)
    const page = readFileSync(path, 'utf8')
    const text = page.match(section)?.[0]
    if (text !== undefined) return { path, page, section, text }
  }
  throw new Error(
    `Expected README.md or a page of docs/ to contain <!-- ${name} --> and <!-- /${name} -->, found none.`,
  )
}
