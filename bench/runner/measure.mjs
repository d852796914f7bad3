// @ts-check
import { showProgress } from './progress.mjs'

/**
 * @typedef {import('./contender-tab.mjs').ContenderTab} ContenderTab
 * @typedef {import('./tasks.mjs').Task} Task
 *
 * @typedef {object} Turn
 * @property {Task} task
 * @property {string} column
 * @property {ContenderTab} tab
 */

/** After this time on a task, a contender gets no further turns. The table shows the number of turns. */
const maximumTime = 90_000

/**
 * Measures the tasks of a group in rounds. In each round, all contenders have their turns one after another.
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
      console.error(`\n${turn.tab.contender.title}, ${turn.task.title}: ${error}`)
      process.exitCode = 1
    }
  }

  for (const turn of turns) {
    showProgress(`${turn.task.title}: ${turn.tab.contender.title}, preparation`)
    await attempt(turn, () => turn.tab.prepare(turn.task))
  }
  // For short turns, the first round is a warm-up. Every other round has the reverse order, so that the predecessors change.
  for (let round = 0; round <= rounds; round++) {
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      const { task, column, tab } = turn
      const name = key(task.id, column)
      if ((spent.get(name) ?? 0) > maximumTime || round > (task.rounds ?? rounds)) continue
      if (round === 0 && task.isLong) continue
      showProgress(`${task.title}: ${tab.contender.title}, round ${round} of ${rounds}`)
      await attempt(turn, async () => {
        const start = performance.now()
        for (let index = 0; index < (task.turns ?? 1); index++) {
          if (task.inNewTab) await tab.leave()
          const value = await tab.turn(task)
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
