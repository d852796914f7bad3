// @ts-check
import { tell } from './progress.mjs'

/**
 * @typedef {import('./contestant.mjs').Contestant} Contestant
 * @typedef {import('./tasks.mjs').Task} Task
 *
 * @typedef {object} Turn
 * @property {Task} task
 * @property {string} column
 * @property {Contestant} contestant
 */

/** Who has spent this long on a task has no more turns at it: the table says how many there were. */
const longestAltogether = 90_000

/**
 * Everyone has turns at the tasks of a group, one after the other, round after round.
 *
 * @param {Turn[]} turns of one round
 * @param {number} rounds
 * @returns {Promise<Map<string, number[] | 'failed'>>} samples by {@link key}
 */
export async function measureGroup(turns, rounds) {
  const samples = /** @type {Map<string, number[] | 'failed'>} */ (new Map())
  const spent = /** @type {Map<string, number>} */ (new Map())

  /**
   * @param {Turn} turn
   * @param {() => Promise<void>} work
   */
  async function attempt(turn, work) {
    const name = key(turn.task.id, turn.column)
    if (samples.get(name) === 'failed') return
    try {
      await work()
    } catch (error) {
      samples.set(name, 'failed')
      console.error(`\n${turn.contestant.contender.title}, ${turn.task.title}: ${error}`)
      process.exitCode = 1
    }
  }

  for (const turn of turns) await attempt(turn, () => turn.contestant.prepare(turn.task))
  // The first round warms up where a turn is short. Every other round goes backwards, so that nobody always follows the same one.
  for (let round = 0; round <= rounds; round++) {
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      const { task, column, contestant } = turn
      const name = key(task.id, column)
      if ((spent.get(name) ?? 0) > longestAltogether || round > (task.rounds ?? rounds)) continue
      if (round === 0 && task.isLong) continue
      tell(`${task.title}: ${contestant.contender.title}, round ${round} of ${rounds}`)
      await attempt(turn, async () => {
        const start = performance.now()
        for (let index = 0; index < (task.turns ?? 1); index++) {
          const value = await contestant.turn(task)
          const before = samples.get(name) ?? []
          if (round > 0 && before !== 'failed') samples.set(name, [...before, value])
        }
        spent.set(name, (spent.get(name) ?? 0) + performance.now() - start)
      })
    }
  }
  return samples
}

/**
 * @param {string} task
 * @param {string} column
 */
export function key(task, column) {
  return `${task} ${column}`
}
