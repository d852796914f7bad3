// @ts-check
// Draws sentences from comments, docs, error messages and test titles, to review the language of the project.
// `node scripts/draw-sentences.mjs [seed] [count]` prints the same sentences for the same seed and sources.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const [seed = '1', count = '50'] = process.argv.slice(2)

/** @typedef {{ kind: 'comment' | 'docs' | 'error' | 'test title', where: string, text: string }} Sentence */

const code = ['src', 'test', 'examples', 'demo', 'bench', 'scripts'].flatMap((folder) => filesIn(folder, /\.m?[jt]s$/))
const pages = [...filesIn('docs', /\.md$/), 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
const all = [...code.flatMap(inCode), ...pages.flatMap(inPage)]
const kinds = ['comment', 'docs', 'error', 'test title'].map((kind) => all.filter((sentence) => sentence.kind === kind))
const random = randomFrom(Number(seed))

for (let drawn = 0; drawn < Number(count); drawn++) {
  const sentences = kinds[drawn % kinds.length] ?? []
  const [sentence] = sentences.splice(Math.floor(random() * sentences.length), 1)
  if (sentence) console.log(`${drawn + 1}. [${sentence.kind}] ${sentence.where}\n   ${sentence.text}`)
}

/** @param {string} folder @param {RegExp} name */
function filesIn(folder, name) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name) && !/node_modules|[\\/]dist/.test(entry.parentPath))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

/** @param {string} file @returns {Sentence[]} */
function inCode(file) {
  const source = readFileSync(join(root, file), 'utf8')
  const { comments } = parseSync(file, source)
  const commented = joined(comments, source).flatMap((text) =>
    sentencesIn(text).map((sentence) => ({ kind: /** @type {const} */ ('comment'), where: file, text: sentence })),
  )
  const titles = file.startsWith('test')
    ? [...source.matchAll(/\b(?:test|it|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*(['"`])(.+?)\1/g)].map(
        ([, , title = '']) => title,
      )
    : []
  const messages = file.startsWith('src')
    ? [...source.matchAll(/(?:problem|remedy|expected|message|super\(|Error\()[:\s]*(['`])([^'`\n]{20,})\1/g)].map(
        ([, , text = '']) => text,
      )
    : []
  return [
    ...commented,
    ...titles.map((text) => ({ kind: /** @type {const} */ ('test title'), where: file, text })),
    ...messages.map((text) => ({ kind: /** @type {const} */ ('error'), where: file, text })),
  ]
}

/**
 * Returns the texts of comments. Line comments on consecutive lines are one text.
 * @param {{ type: string, value: string, start: number, end: number }[]} comments
 * @param {string} source
 */
function joined(comments, source) {
  /** @type {{ text: string, end: number }[]} */
  const texts = []
  for (const { type, value, start, end } of comments) {
    const last = texts.at(-1)
    if (type === 'Line' && last && /^\s*$/.test(source.slice(last.end, start)))
      Object.assign(last, { text: `${last.text} ${value}`, end })
    else texts.push({ text: value, end })
  }
  return texts.map(({ text }) => text.replaceAll(/^\s*\*+/gm, ''))
}

/** @param {string} file @returns {Sentence[]} */
function inPage(file) {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/```[\s\S]*?```|<!--[\s\S]*?-->/g, '')
  const prose = text
    .split('\n')
    .map((line) => (/^\s*([|#-]|\d+\.)/.test(line) ? `\n\n${line.replaceAll('|', '. ')}\n\n` : line))
  return prose
    .join('\n')
    .split(/\n\s*\n/)
    .flatMap((block) =>
      sentencesIn(block).map((sentence) => ({ kind: /** @type {const} */ ('docs'), where: file, text: sentence })),
    )
}

/** @param {string} text */
function sentencesIn(text) {
  const prose = text
    .replaceAll(/@example[\s\S]*|@ts-check|@(?:typedef|property|type|import)[^@]*|\{@link ([^}]*)\}/g, '$1')
    .replaceAll(/\s+/g, ' ')
  return prose
    .split(/(?<=[.!?]) (?=[A-Z`@])| @(?:param|returns|throws) /)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.split(' ').length > 4)
}

/** @param {number} start a mulberry32 generator, so that a seed repeats a draw */
function randomFrom(start) {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
