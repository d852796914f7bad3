// @ts-check
import { openBrowser } from './browser.mjs'
import { buildPages } from './build-pages.mjs'
import { ContenderTab } from './contender-tab.mjs'
import { contenders as everyone, variants } from './contenders.mjs'
import { diskRow } from './disk.mjs'
import { downloadRow } from './download-size.mjs'
import { Filling } from './filling.mjs'
import { key, measureGroup } from './measure.mjs'
import { showProgress } from './progress.mjs'
import { reportResults } from './results.mjs'
import { serve } from './serve.mjs'
import { taskGroups } from './tasks.mjs'

/**
 * @typedef {import('./contenders.mjs').Contender} Contender
 * @typedef {import('./table.mjs').Row} Row
 * @typedef {import('./tasks.mjs').Task} Task
 */

// The databases of an origin share one folder. The browser cleans up this folder long after a deletion. Temporary logs
// therefore have another origin than permanent logs.
const newLogs = '.new'

/**
 * @param {import('./options.mjs').Options} options
 * @param {string} library the folder of the built library
 */
export async function runBench(options, library) {
  const { sizes, rounds, only } = options
  /** @param {string} work */
  const isAsked = (work) => only?.includes(work) ?? true
  const columns = everyone.filter(({ name }) => isChosen(name, options))
  const server = await serve(await buildPages(library))
  const browser = await openBrowser(options.engine)
  try {
    /** @type {Map<string, ContenderTab>} */
    const tabs = new Map()
    for (const contender of [...columns, ...variants]) {
      for (const site of ['', newLogs]) {
        tabs.set(contender.name + site, new ContenderTab(contender, browser, server.port, site))
      }
    }
    const filling = new Filling(sizes)
    /** @type {Row[]} */
    const rows = []
    for (const group of taskGroups(sizes)) {
      const tasks = group.filter(({ work }) => isAsked(work) && (browser.reportsHeap || work !== 'peakHeap'))
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
    if (isAsked('disk')) rows.push(await diskRow(columns, browser, server.port, sizes.middle))
    if (isAsked('download')) rows.push(await downloadRow(columns, library))
    rows.sort((one, other) => numberOf(one) - numberOf(other))
    showProgress('')
    reportResults({ options, browser: browser.name, columns, rows, filling })
  } finally {
    await browser.close()
    server.close()
  }
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
  return contenders === undefined || ['rewindable', 'limit', ...contenders].includes(name)
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
    const tab = name === undefined ? undefined : tabs.get(name + (task.isPrepared ? '' : newLogs))
    return tab && (task.only || works.includes(task.work)) ? [{ task, column, tab }] : []
  })
}
