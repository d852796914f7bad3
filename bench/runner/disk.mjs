// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { Contestant } from './contestant.mjs'
import { tell } from './progress.mjs'

const longestSettling = 30_000
const quiet = 3_000

/**
 * What a log takes on the disk, for each event, once it was filled, opened anew, replayed and left alone: on an origin where nothing
 * else ever was. Before it is opened anew, files that were rewritten may still be there beside the new ones, of some and not of others.
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
  await Promise.all(filled.map(settledBytes))
  for (const contestant of filled) {
    tell(`on the disk, opened anew: ${contestant.contender.title}`)
    await contestant.readAgain(size)
    await contestant.leave()
  }
  await Promise.all(
    filled.map(async (contestant) => {
      cells.set(contestant.contender.name, [(await settledBytes(contestant)) / size])
    }),
  )
  return { id: 'disk', title: `(9) on the disk, for each of ${size.toLocaleString('en')}`, unit: 'bytes', cells }
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
