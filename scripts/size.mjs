// @ts-check
// Measures the download size of each import path. `npm run size` prints the table, `npm run size -- --write` puts it into the docs.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { entryPoints } from './entry-points.mjs'
import { readSection, writeSection } from './page-section.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const applicationSentence = /live projections downloads (\d+\.\d) kB/
const sizeRow = /^\| `(rewindable[^`]*)` \| (\d+\.\d) kB \| (\d+\.\d) kB \|$/gm

/**
 * @typedef {object} DownloadSize
 * @property {number} atOnce bytes of the static import
 * @property {number} onDemand bytes of `import()`, downloaded when a feature is first used
 */

/** @type {import('rolldown').Plugin} */
const withoutImportsOnDemand = {
  name: 'without-imports-on-demand',
  resolveId: (id, _importer, { kind }) => (kind === 'dynamic-import' ? { id, external: true } : null),
}

/**
 * Bundles entries with all their imports, including `idb`, and returns the bytes, minified and gzipped.
 * @param {string[]} sources paths below the project's root
 * @param {import('rolldown').Plugin[]} plugins
 * @param {string} names the imported names, by default all
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

/** The import path that each path extends. Its bytes do not count for the extending path. */
const extended = new Map([['rewindable/devtools', 'rewindable/time-travel']])

/** @returns {Promise<Map<string, DownloadSize>>} by import path; all but the first are additions to the paths that they extend */
export async function measuredSizes() {
  const [core, ...others] = entryPoints()
  if (core?.importPath !== 'rewindable')
    throw new Error(`Expected "rewindable" as the first import path, found "${core?.importPath}".`)
  const coreSize = await downloadSize([core.source])
  const sizes = new Map([[core.importPath, coreSize]])
  for (const { importPath, source } of others) {
    const base = others.filter((other) => other.importPath === extended.get(importPath)).map((other) => other.source)
    const baseSize = base.length > 0 ? await downloadSize([core.source, ...base]) : coreSize
    const both = await downloadSize([core.source, ...base, source])
    sizes.set(importPath, {
      atOnce: both.atOnce - baseSize.atOnce,
      onDemand: Math.max(0, both.onDemand - baseSize.onDemand),
    })
  }
  return sizes
}

/** Returns the bytes of an application that opens a store and shows projections. Bundlers omit the other exports. */
export function applicationBytes() {
  return bundledBytes(['src/index.ts'], [], '{ openEventStore, defineProjection, LiveProjection }')
}

/** @returns {number[]} the bytes of that application in the README and in the table of sizes */
export function documentedApplicationBytes() {
  return ['application', 'size'].map((name) =>
    Math.round(Number(readSection(name).match(applicationSentence)?.[1]) * 1000),
  )
}

/** @returns {Map<string, DownloadSize>} by import path, the sizes in the docs */
export function documentedSizes() {
  const bytes = (/** @type {string | undefined} */ kilobytes) => Math.round(Number(kilobytes) * 1000)
  return new Map(
    Array.from(readSection('size').matchAll(sizeRow), ([, importPath = '', atOnce, onDemand]) => [
      importPath,
      { atOnce: bytes(atOnce), onDemand: bytes(onDemand) },
    ]),
  )
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`
}

/**
 * @param {Map<string, DownloadSize>} sizes by import path
 * @param {number} application
 */
function sizeTable(sizes, application) {
  const rows = Array.from(
    sizes,
    ([importPath, { atOnce, onDemand }]) => `| \`${importPath}\` | ${kilobytes(atOnce)} | ${kilobytes(onDemand)} |`,
  )
  const heading = '| import | minified and gzipped | loaded on demand |'
  const note =
    'The first size includes `idb`. The other sizes are additions to the first; `rewindable/devtools` also needs `rewindable/time-travel`.'
  const smaller = `Bundlers omit unused code: an application that opens a store and shows live projections downloads ${kilobytes(application)}.`
  return [heading, '|---|---|---|', ...rows, '', note, smaller, ''].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await measuredSizes()
  const application = await applicationBytes()
  const table = sizeTable(sizes, application)
  console.log(table)
  if (process.argv.includes('--write')) {
    writeSection('size', table)
    writeSection(
      'application',
      `An application with a store and live projections downloads ${kilobytes(application)}, minified and gzipped.\n`,
    )
  }
}
