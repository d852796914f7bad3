// @ts-check
import { readSection, writeSection } from './page-section.mjs'

/**
 * The result of a complete run in one engine.
 * @typedef {object} EngineRun
 * @property {string} engine
 * @property {string} version
 * @property {string} backend storage backend of the page that ran the suites of one tab
 * @property {string} backendOfTabs
 * @property {number} passed number of tests in the suites of one tab
 * @property {number} passedInTabs number of tests in the suites of several tabs
 */

/** @type {Record<string, string>} */
const browsers = {
  chromium: 'Chromium',
  'chromium-sqlite': 'Chromium with its SQLite backend',
  firefox: 'Firefox ESR',
  webkit: 'WebKitGTK (MiniBrowser)',
}

/** Each engine has a Vitest project for the suites of one tab. REWINDABLE_ENGINES selects engines for the suites of several tabs. */
export const engineNames = Object.keys(browsers)

/** @returns {string[]} the engines of the documented table */
export function documentedEngines() {
  return Array.from(readSection('engines').matchAll(/^\| `([a-z-]+)` \|/gm), ([, engine = '']) => engine)
}

/** @param {EngineRun[]} runs */
export function writeEnginesTable(runs) {
  const rows = runs.map(({ engine, version, backend, backendOfTabs, passed, passedInTabs }) => {
    const cells = [`\`${engine}\``, `${browsers[engine]} ${version}`, backend, passed, backendOfTabs, passedInTabs]
    return `| ${cells.join(' | ')} |`
  })
  const date = new Date().toISOString().slice(0, 10)
  const lines = [
    '| engine | browser | one tab: databases in | tests passed | several tabs: databases in | tests passed |',
    '|---|---|---|--:|---|--:|',
    ...rows,
    '',
    `Run on ${date} on Debian (${process.arch}), Node ${process.versions.node}. No test failed.`,
    '',
  ]
  writeSection('engines', lines.join('\n'))
}
