// @ts-check
// The size of each import path as a web app downloads it. `node scripts/size.mjs` prints the table, `--write` writes it to docs/performance.md and README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { entryPoints } from './entry-points.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const pagePath = new URL('../docs/performance.md', import.meta.url)
const readmePath = new URL('../README.md', import.meta.url)
const readmeSentence = /(?<=live projections downloads )\d+\.\d kB/
const sizeSection = /(?<=<!-- size -->\n).*?(?=<!-- \/size -->)/s
const applicationSentence = /live projections downloads (\d+\.\d) kB\./
const sizeRow = /^\| `(rewindable[^`]*)` \| (\d+\.\d) kB \| (\d+\.\d) kB \|$/gm

/**
 * @typedef {object} DownloadSize
 * @property {number} atOnce bytes that arrive with the import itself
 * @property {number} onDemand bytes behind an `import()`, downloaded when a feature is first used
 */

/** @type {import('rolldown').Plugin} */
const withoutImportsOnDemand = {
  name: 'without-imports-on-demand',
  resolveId: (id, _importer, { kind }) => (kind === 'dynamic-import' ? { id, external: true } : null),
}

/**
 * Bytes of entries together, with everything they export and import (`idb` too), minified and gzipped.
 * @param {string[]} sources paths below the project's root
 * @param {import('rolldown').Plugin[]} plugins
 * @param {string} names what is imported; default: all
 */
async function bundledBytes(sources, plugins, names = '*') {
  const code = sources.map((source) => `export ${names} from ${JSON.stringify(`${root}${source}`)}`).join('\n')
  const together = {
    name: 'entries-together',
    resolveId: (/** @type {string} */ id) => (id === 'entries' ? id : null),
    load: (/** @type {string} */ id) => (id === 'entries' ? code : null),
  }
  const bundle = await rolldown({ cwd: root, input: 'entries', platform: 'browser', plugins: [together, ...plugins] })
  const { output } = await bundle.generate({ minify: true, codeSplitting: false })
  return gzipSync(output[0].code).length
}

/**
 * @param {string[]} sources
 * @returns {Promise<DownloadSize>}
 */
async function downloadSize(sources) {
  const atOnce = await bundledBytes(sources, [withoutImportsOnDemand])
  return { atOnce, onDemand: (await bundledBytes(sources, [])) - atOnce }
}

/** What an import path stands on besides the first, and is not counted for it. */
const standsOn = new Map([['rewindable/devtools', 'rewindable/time-travel']])

/** @returns {Promise<Map<string, DownloadSize>>} by import path; of all but the first, what it adds to what it stands on */
export async function measuredSizes() {
  const [core, ...others] = entryPoints()
  if (core?.importPath !== 'rewindable') throw new Error('Expected `rewindable` to be the first import path')
  const coreSize = await downloadSize([core.source])
  const sizes = new Map([[core.importPath, coreSize]])
  for (const { importPath, source } of others) {
    const base = others.filter((other) => other.importPath === standsOn.get(importPath)).map((other) => other.source)
    const baseSize = base.length > 0 ? await downloadSize([core.source, ...base]) : coreSize
    const both = await downloadSize([core.source, ...base, source])
    sizes.set(importPath, {
      atOnce: both.atOnce - baseSize.atOnce,
      onDemand: Math.max(0, both.onDemand - baseSize.onDemand),
    })
  }
  return sizes
}

/** What an application downloads that opens a store and shows projections: bundlers leave out the rest. */
export function applicationBytes() {
  return bundledBytes(['src/index.ts'], [], '{ openEventStore, defineProjection, LiveProjection }')
}

/** @returns {number[]} the same size, as docs/performance.md and README.md give it */
export function documentedApplicationBytes() {
  const section = readFileSync(pagePath, 'utf8').match(sizeSection)?.[0] ?? ''
  const inReadme = readFileSync(readmePath, 'utf8').match(readmeSentence)?.[0]
  return [section.match(applicationSentence)?.[1], inReadme].map((size) =>
    Math.round(Number.parseFloat(size ?? '') * 1000),
  )
}

/** @returns {Map<string, DownloadSize>} by import path, as documented */
export function documentedSizes() {
  const section = readFileSync(pagePath, 'utf8').match(sizeSection)?.[0] ?? ''
  const bytes = (/** @type {string | undefined} */ kilobytes) => Math.round(Number(kilobytes) * 1000)
  return new Map(
    Array.from(section.matchAll(sizeRow), ([, importPath = '', atOnce, onDemand]) => [
      importPath,
      { atOnce: bytes(atOnce), onDemand: bytes(onDemand) },
    ]),
  )
}

/**
 * @param {Map<string, DownloadSize>} sizes by import path
 * @param {number} application
 */
function sizeTable(sizes, application) {
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`
  const rows = Array.from(
    sizes,
    ([importPath, { atOnce, onDemand }]) => `| \`${importPath}\` | ${kilobytes(atOnce)} | ${kilobytes(onDemand)} |`,
  )
  const heading = '| import | minified and gzipped | loaded on demand |'
  const note =
    'The first row includes `idb`. Each other row is what the import adds to the first. `rewindable/devtools` is what it adds to the first and `rewindable/time-travel`.'
  const smaller = `Bundlers remove unused exports. An application with a store and live projections downloads ${kilobytes(application)}.`
  return [heading, '|---|---|---|', ...rows, '', note, smaller, ''].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await measuredSizes()
  const application = await applicationBytes()
  const table = sizeTable(sizes, application)
  console.log(table)
  if (process.argv.includes('--write')) {
    const page = readFileSync(pagePath, 'utf8')
    if (!sizeSection.test(page)) throw new Error('docs/performance.md has no lines <!-- size --> and <!-- /size -->')
    writeFileSync(pagePath, page.replace(sizeSection, table))
    const readme = readFileSync(readmePath, 'utf8')
    writeFileSync(readmePath, readme.replace(readmeSentence, `${(application / 1000).toFixed(1)} kB`))
  }
}
