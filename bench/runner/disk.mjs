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
  const taking = columns
    .filter(({ works }) => works.includes('replay'))
    .map((contender) => new Contestant(contender, browser, port, '.disk'))
  /**
   * @param {string} what
   * @param {(contestant: Contestant) => Promise<unknown>} work
   */
  async function each(what, work) {
    for (const contestant of taking) {
      const { title, name } = contestant.contender
      if (cells.has(name)) continue
      tell(`on the disk, ${what}: ${title}`)
      try {
        await work(contestant)
      } catch (error) {
        console.error(`\n${title}, on the disk, ${what}: ${error}`)
        process.exitCode = 1
        cells.set(name, 'failed')
      }
      await contestant.leave()
    }
  }
  await each('filled', (contestant) => contestant.fill(size))
  await Promise.all(taking.map(settledBytes))
  await each('read again', (contestant) => contestant.readAgain(size))
  await Promise.all(
    taking.map(async (contestant) => {
      const bytes = await settledBytes(contestant)
      if (!cells.has(contestant.contender.name)) cells.set(contestant.contender.name, [bytes / size])
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
