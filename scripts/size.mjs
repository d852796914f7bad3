// @ts-check
// The size of each import path as a web app downloads it. `node scripts/size.mjs` prints the table, `--write` puts it in the README.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { entryPoints } from './entry-points.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const readmePath = new URL('../README.md', import.meta.url)
const sizeSection = /(?<=<!-- size -->\n).*?(?=<!-- \/size -->)/s
const sizeRow = /^\| `(rewindable[^`]*)` \| (\d+\.\d) kB \| (\d+\.\d) kB \|$/gm

/**
 * @typedef {object} DownloadSize
 * @property {number} atOnce bytes that arrive with the import itself
 * @property {number} onDemand bytes behind an `import()`, downloaded when a feature is first used
 */

/**
 * Bytes of an entry with everything it exports and imports (`idb` too), minified and gzipped.
 * @param {string} source the entry's path below the project's root
 * @returns {Promise<DownloadSize>}
 */
export async function downloadSize(source) {
  const atOnce = await bundledBytes(source, [withoutImportsOnDemand])
  return { atOnce, onDemand: (await bundledBytes(source, [])) - atOnce }
}

/** @type {import('rolldown').Plugin} */
const withoutImportsOnDemand = {
  name: 'without-imports-on-demand',
  resolveId: (id, _importer, { kind }) => (kind === 'dynamic-import' ? { id, external: true } : null),
}

/**
 * @param {string} source
 * @param {import('rolldown').Plugin[]} plugins
 */
async function bundledBytes(source, plugins) {
  const bundle = await rolldown({ cwd: root, input: source, platform: 'browser', plugins })
  const { output } = await bundle.generate({ minify: true, codeSplitting: false })
  return gzipSync(output[0].code).length
}

/** @returns {Promise<Map<string, DownloadSize>>} by import path */
export async function measuredSizes() {
  const sizes = new Map()
  for (const { importPath, source } of entryPoints()) sizes.set(importPath, await downloadSize(source))
  return sizes
}

/** @returns {Map<string, DownloadSize>} by import path, as the README gives them */
export function documentedSizes() {
  const section = readFileSync(readmePath, 'utf8').match(sizeSection)?.[0] ?? ''
  const bytes = (/** @type {string | undefined} */ kilobytes) => Math.round(Number(kilobytes) * 1000)
  return new Map(
    Array.from(section.matchAll(sizeRow), ([, importPath = '', atOnce, onDemand]) => [
      importPath,
      { atOnce: bytes(atOnce), onDemand: bytes(onDemand) },
    ]),
  )
}

/** @param {Map<string, DownloadSize>} sizes by import path */
function sizeTable(sizes) {
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`
  const rows = Array.from(
    sizes,
    ([importPath, { atOnce, onDemand }]) => `| \`${importPath}\` | ${kilobytes(atOnce)} | ${kilobytes(onDemand)} |`,
  )
  return ['| import | minified and gzipped, `idb` included | loaded on demand |', '|---|---|---|', ...rows, ''].join(
    '\n',
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await measuredSizes()
  console.log(sizeTable(sizes))
  if (process.argv.includes('--write')) {
    const readme = readFileSync(readmePath, 'utf8')
    if (!sizeSection.test(readme)) throw new Error('README.md has no lines <!-- size --> and <!-- /size -->')
    writeFileSync(readmePath, readme.replace(sizeSection, sizeTable(sizes)))
  }
}
