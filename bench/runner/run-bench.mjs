// @ts-check
import { openBrowser } from './browser.mjs'
import { buildPages } from './build-pages.mjs'
import { ContenderTab } from './contender-tab.mjs'
import { diskRow } from './disk.mjs'
import { downloadRow } from './download-size.mjs'
import { Filling } from './filling.mjs'
import { key, measureGroup } from './measure.mjs'
import { showProgress } from './progress.mjs'
import { reportResults } from './results.mjs'
import { isNamed, sections } from './sections.mjs'
import { serve } from './serve.mjs'

/**
 * @typedef {import('./contenders.mjs').Contender} Contender
 * @typedef {import('./table.mjs').Row} Row
 * @typedef {import('./tasks.mjs').Task} Task
 * @typedef {import('./sections.mjs').Section} Section
 *
 * @typedef {object} Measuring
 * @property {import('./options.mjs').Options} options
 * @property {import('./browser.mjs').Browser} browser
 * @property {number} port
 * @property {Filling} filling
 */

// The databases of an origin share one folder. The browser cleans up this folder long after a deletion. Temporary logs
// therefore have another origin than permanent logs.
const newLogs = '.new'

/**
 * @param {import('./options.mjs').Options} options
 * @param {string} library the folder of the built library
 */
export async function runBench(options, library) {
  const { sizes, names } = options
  const server = await serve(await buildPages(library))
  const browser = await openBrowser(options.engine)
  try {
    const measuring = { options, browser, port: server.port, filling: new Filling(sizes) }
    const measured = []
    for (const section of sections(sizes)) {
      const columns = section.columns.filter(({ name }) => isChosen(name, options))
      const rows = await sectionRows({ ...section, columns }, measuring)
      if (section.id === 'logs') {
        if (isNamed(diskTask, names)) rows.push(await diskRow(columns, browser, server.port, sizes.middle))
        if (isNamed(downloadTask, names)) rows.push(await downloadRow(columns, library))
      }
      rows.sort((one, other) => numberOf(one) - numberOf(other))
      if (rows.length > 0) measured.push({ ...section, columns, rows })
    }
    showProgress('')
    reportResults({ options, browser: browser.name, sections: measured, filling: measuring.filling })
  } finally {
    await browser.close()
    server.close()
  }
}

const diskTask = { id: 'disk', title: '(9)', work: 'disk' }
const downloadTask = { id: 'download', title: '(11)', work: 'download' }

/**
 * @param {Section} section
 * @param {Measuring} measuring
 * @returns {Promise<Row[]>}
 */
async function sectionRows({ columns, variants, groups }, { options, browser, port, filling }) {
  const { rounds, names } = options
  /** @type {Map<string, ContenderTab>} */
  const tabs = new Map()
  for (const contender of [...columns, ...variants]) {
    for (const site of ['', newLogs]) {
      tabs.set(contender.name + site, new ContenderTab(contender, browser, port, site))
    }
  }
  /** @type {Row[]} */
  const rows = []
  for (const group of groups) {
    const tasks = group.filter((task) => isNamed(task, names) && (browser.reportsHeap || !task.needsHeap))
    const invited = tasks.flatMap((task) => takingPart(task, columns, tabs))
    const turns = []
    for (const turn of invited) {
      if (!turn.task.isPrepared || (await filling.isFilled(turn.tab, turn.task.size))) turns.push(turn)
    }
    const samples = await measureGroup(turns, rounds)
    for (const task of tasks) {
      /** @type {Row['cells']} */
      const cells = new Map(invited.filter((turn) => turn.task === task).map(({ column }) => [column, 'left out']))
      for (const { name } of columns) {
        const found = samples.get(key(task.id, name))
        if (found) cells.set(name, found)
      }
      rows.push({ ...task, cells, expected: (task.turns ?? 1) * Math.min(rounds, task.rounds ?? rounds) })
    }
  }
  for (const tab of tabs.values()) await tab.leave()
  return rows
}

/**
 * Sorts the rows by the numbers of their tasks. The tasks are measured in another order.
 *
 * @param {Row} row
 */
function numberOf({ title }) {
  return Number(title.match(/\d+/)?.[0])
}

/**
 * @param {string} name
 * @param {import('./options.mjs').Options} options
 */
function isChosen(name, { contenders }) {
  return contenders === undefined || contenders.includes(name) || /^(rewindable|limit|own)/.test(name)
}

/**
 * @param {Task} task
 * @param {readonly Contender[]} columns
 * @param {ReadonlyMap<string, ContenderTab>} tabs
 * @returns {import('./measure.mjs').Turn[]}
 */
function takingPart(task, columns, tabs) {
  return columns.flatMap(({ name: column, works }) => {
    const name = task.only ? task.only[column] : column
    const tab = name === undefined ? undefined : tabs.get(name + (task.isPrepared || task.isKept ? '' : newLogs))
    return tab && (task.only || works.includes(task.work)) ? [{ task, column, tab }] : []
  })
}
