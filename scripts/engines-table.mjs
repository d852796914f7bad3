// @ts-check
import { readFileSync, writeFileSync } from 'node:fs'

/**
 * What was run in an engine.
 * @typedef {object} EngineRun
 * @property {string} engine
 * @property {string} version
 * @property {string} backend of the page that ran the suites of one tab
 * @property {string} backendOfTabs
 * @property {number} passed of the suites of one tab
 * @property {number} passedInTabs of those of several tabs
 */

const pagePath = new URL('../docs/guarantees.md', import.meta.url)
const section = /(?<=<!-- engines -->\n).*?(?=<!-- \/engines -->)/s
const row = /^\| `([a-z-]+)` \|/gm

/** The browsers by the names of their engines, for whoever reads the table. @type {Record<string, string>} */
const browsers = {
  chromium: 'Chromium',
  'chromium-sqlite': 'Chromium, its SQLite backend switched on',
  firefox: 'Firefox ESR',
  webkit: 'WebKitGTK (MiniBrowser)',
}

/** @returns {string[]} the engines in which the suites ran, as documented */
export function documentedEngines() {
  const table = readFileSync(pagePath, 'utf8').match(section)?.[0] ?? ''
  return Array.from(table.matchAll(row), ([, engine = '']) => engine)
}

/** @param {EngineRun[]} runs */
export function enginesTable(runs) {
  const rows = runs.map(({ engine, version, backend, backendOfTabs, passed, passedInTabs }) => {
    const cells = [`\`${engine}\``, `${browsers[engine] ?? engine} ${version}`]
    return `| ${[...cells, backend, passed, backendOfTabs, passedInTabs].join(' | ')} |`
  })
  return [
    '| engine | browser | one tab: databases in | tests passed | several tabs: databases in | tests passed |',
    '|---|---|---|--:|---|--:|',
    ...rows,
    '',
    `Run on ${new Date().toISOString().slice(0, 10)} on Debian (${process.arch}), Node ${process.versions.node}; none failed.`,
    '',
  ].join('\n')
}

/** @param {EngineRun[]} runs */
export function writeEnginesTable(runs) {
  const page = readFileSync(pagePath, 'utf8')
  if (!section.test(page)) throw new Error('docs/guarantees.md has no lines <!-- engines --> and <!-- /engines -->')
  writeFileSync(pagePath, page.replace(section, enginesTable(runs)))
}
