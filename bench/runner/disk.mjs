// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { openBrowser } from './browser.mjs'
import { Contestant } from './contestant.mjs'
import { tell } from './progress.mjs'

const longestSettling = 30_000
const quiet = 3_000

/**
 * What a log takes on the disk, for each event, once it was filled, replayed and left alone: on an origin where nothing else
 * ever was. In a browser of its own, because five minutes to an hour after its start Chromium packs what a tab closed densely, of
 * one origin each time: whoever it is then, luck would have decided.
 *
 * @see https://source.chromium.org/chromium/chromium/src/+/main:content/browser/indexed_db/instance/bucket_context.cc
 * @param {readonly import('./contenders.mjs').Contender[]} columns
 * @param {string} engine
 * @param {number} port
 * @param {number} size
 * @returns {Promise<import('./table.mjs').Row>}
 */
export async function diskRow(columns, engine, port, size) {
  const browser = await openBrowser(engine)
  try {
    const cells = await diskCells(columns, browser, port, size)
    return { id: 'disk', title: `(9) on the disk, for each of ${size.toLocaleString('en')}`, unit: 'bytes', cells }
  } finally {
    await browser.close()
  }
}

/**
 * @param {readonly import('./contenders.mjs').Contender[]} columns
 * @param {import('./browser.mjs').Browser} browser
 * @param {number} port
 * @param {number} size
 */
async function diskCells(columns, browser, port, size) {
  /** @type {import('./table.mjs').Row['cells']} */
  const cells = new Map()
  /** @type {Contestant[]} */
  const filled = []
  for (const contender of columns.filter(({ works }) => works.includes('replay'))) {
    tell(`on the disk: ${contender.title}`)
    const contestant = new Contestant(contender, browser, port, '.disk')
    try {
      await contestant.fill(size)
      filled.push(contestant)
    } catch (error) {
      console.error(`\n${contender.title}, on the disk: ${error}`)
      process.exitCode = 1
      cells.set(contender.name, 'failed')
    }
    await contestant.leave()
  }
  await Promise.all(
    filled.map(async (contestant) => {
      cells.set(contestant.contender.name, [(await settledBytes(contestant)) / size])
    }),
  )
  return cells
}

/** @param {Contestant} contestant */
async function settledBytes(contestant) {
  let bytes = await contestant.bytesOnDisk()
  let since = Date.now()
  for (const start = Date.now(); Date.now() - start < longestSettling && Date.now() - since < quiet; await sleep(250)) {
    const now = await contestant.bytesOnDisk()
    if (now !== bytes) since = Date.now()
    bytes = now
  }
  return bytes
}
