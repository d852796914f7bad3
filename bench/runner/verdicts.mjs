// @ts-check
import { logDemands } from './log-demands.mjs'
import { scaleDemands } from './scale-demands.mjs'
import { spreadOf } from './spread.mjs'
import { shown, unitIn } from './table.mjs'

/**
 * @typedef {import('./table.mjs').Row} Row
 * @typedef {import('./demand.mjs').Cell} Cell
 */

/**
 * Compares the results with the performance requirements of the library.
 *
 * @param {import('./options.mjs').Options} options
 * @param {readonly Row[]} rows
 * @returns {string} Markdown
 */
export function judged({ sizes, isWhole }, rows) {
  /** @param {string} id */
  const rowOf = (id) => rows.find((row) => row.id === id)
  /** @param {Cell} cell */
  const median = ([row, column]) => {
    const samples = rowOf(row)?.cells.get(column)
    return Array.isArray(samples) ? spreadOf(samples).median : undefined
  }
  let named = ''
  let listed = ''
  const lines = [...logDemands(sizes), ...scaleDemands(sizes)].flatMap(
    ({ work: name, required, of, to, plus, ...limits }) => {
      named = name || named
      const work = named === listed ? '' : named
      const [above, base, added] = [median(of), to ? median(to) : 1, plus ? median(plus) : 0]
      const below = base === undefined || added === undefined ? undefined : base + added
      const isMeasured = above !== undefined && below !== undefined
      if (!isMeasured && !isWhole) return []
      listed = named
      if (!isMeasured) return [[work, required, 'not measured', '']]
      const found = above / below
      const isMet = (limits.atLeast ?? found) <= found && found <= (limits.atMost ?? found)
      return [[work, required, measured(found, to, rowOf(of[0])?.unit), isMet ? 'met' : '**not met**']]
    },
  )
  return [['work', 'required', 'measured', ''], ['---', '---', '--:', '---'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

/**
 * @param {number} found
 * @param {Cell | undefined} to
 * @param {import('./tasks.mjs').Unit} [unit]
 */
function measured(found, to, unit = 'ms') {
  return to ? `${found.toFixed(found < 10 ? 2 : 1)} ×` : `${shown(found / unitIn[unit])} ${unit}`
}
