// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { ContenderTab } from './contender-tab.mjs'
import { showProgress } from './progress.mjs'

const maximumSettlingTime = 30_000
const quiet = 3_000

/**
 * Measures the bytes on disk for each event of a log on an unused origin. Before that, the log was filled, reopened, replayed and
 * idle for some seconds. Some contenders rewrite files, and delete the old versions only when the log is reopened.
 *
 * @param {readonly import('./contenders.mjs').Contender[]} columns
 * @param {import('./browser.mjs').Browser} browser
 * @param {number} port
 * @param {number} size
 * @returns {Promise<import('./table.mjs').Row>}
 */
export async function diskRow(columns, browser, port, size) {
  /** @type {import('./table.mjs').Row['cells']} */
  const cells = new Map()
  /** @type {ContenderTab[]} */
  const tabs = columns
    .filter(({ works }) => works.includes('replay'))
    .map((contender) => new ContenderTab(contender, browser, port, '.disk'))
  /**
   * @param {string} what
   * @param {(tab: ContenderTab) => Promise<unknown>} work
   */
  async function each(what, work) {
    for (const tab of tabs) {
      const { title, name } = tab.contender
      if (cells.has(name)) continue
      showProgress(`on the disk, ${what}: ${title}`)
      try {
        await work(tab)
      } catch (error) {
        console.error(`\n${title}, on the disk, ${what}: ${error}`)
        process.exitCode = 1
        cells.set(name, 'failed')
      }
      await tab.leave()
    }
  }
  await each('filling', (tab) => tab.fill(size))
  await Promise.all(tabs.map(settledBytes))
  await each('reading again', (tab) => tab.readAgain(size))
  await Promise.all(
    tabs.map(async (tab) => {
      const bytes = await settledBytes(tab)
      if (!cells.has(tab.contender.name)) cells.set(tab.contender.name, [bytes / size])
    }),
  )
  return { id: 'disk', title: `(9) on the disk, for each of ${size.toLocaleString('en')}`, unit: 'bytes', cells }
}

/** @param {ContenderTab} tab */
async function settledBytes(tab) {
  let bytes = await tab.bytesOnDisk()
  let since = Date.now()
  for (
    const start = Date.now();
    Date.now() - start < maximumSettlingTime && Date.now() - since < quiet;
    await sleep(250)
  ) {
    const now = await tab.bytesOnDisk()
    if (now !== bytes) since = Date.now()
    bytes = now
  }
  return bytes
}
