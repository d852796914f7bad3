import { chanceFrom } from '../chance.ts'
import { check } from '../check.ts'
import type { Contender, Log } from '../log.ts'
import { percentile } from '../timed.ts'
import { expectedTotals, type Totals } from '../totals.ts'
import { keptLog } from './kept-log.ts'
import type { Work } from './work.ts'

const longestStep = 3
// After this time, the turn ends and the seeks so far count.
const longestTurn = 10_000

let turns = 0

/** Seeks random positions of the whole log. @returns the 95th percentile */
export const seekingAnywhere: Work = {
  prepare: prepareSeeking,
  turn: async (contender, size, seeks) => {
    const chance = chanceFrom(++turns)
    return seek(await keptLog(contender, size), seeks, () => Math.floor(chance() * size) + 1)
  },
}

/** Seeks positions a few events apart, first forward and then back, like dragging a slider. @returns the 95th percentile */
export const seekingNearby: Work = {
  prepare: prepareSeeking,
  turn: async (contender, size, seeks) => {
    const chance = chanceFrom(++turns)
    const farthest = (seeks / 2) * longestStep
    let position = Math.floor((size - 2 * farthest) * chance()) + farthest
    let moves = 0
    return seek(await keptLog(contender, size), seeks, () => {
      position += (moves++ < seeks / 2 ? 1 : -1) * (Math.floor(chance() * longestStep) + 1)
      return position
    })
  },
}

const prepared = new Set<number>()

async function prepareSeeking(contender: Contender, size: number): Promise<void> {
  if (prepared.has(size)) return
  prepared.add(size)
  await (await keptLog(contender, size)).prepareSeeking()
}

async function seek(log: Log, seeks: number, nextPosition: () => number): Promise<number> {
  const found: { position: number; totals: Totals }[] = []
  const times: number[] = []
  const end = performance.now() + longestTurn
  while (times.length < seeks && performance.now() < end) {
    const position = nextPosition()
    const start = performance.now()
    const totals = await log.totalsAt(position)
    times.push(performance.now() - start)
    found.push({ position, totals })
  }
  const expected = expectedTotals(found.map(({ position }) => position))
  for (const { position, totals } of found) {
    check(`totals at ${position}`, JSON.stringify(totals), expected.get(position))
  }
  return percentile(times, 0.95)
}
