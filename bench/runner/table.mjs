// @ts-check
import { spreadOf } from './spread.mjs'

/**
 * @typedef {object} Column
 * @property {string} name
 * @property {string} title
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} title
 * @property {import('./tasks.mjs').Unit} unit
 * @property {number} [expected] number of samples of a contender that is fast enough
 * @property {Map<string, readonly number[] | string>} cells samples by column, or the reason why there are none
 */

/** @type {Record<import('./tasks.mjs').Unit, number>} */
export const unitIn = { ms: 1, MB: 1_000_000, bytes: 1, kB: 1_000, rows: 1, 'events/s': 1 }

/**
 * @param {readonly Column[]} columns
 * @param {readonly Row[]} rows
 * @returns {string} Markdown
 */
export function asTable(columns, rows) {
  const lines = rows.map((row) => [row.title, row.unit, ...columns.map(({ name }) => cell(row, name))])
  const heading = ['work', '', ...columns.map(({ title }) => title)]
  const rule = heading.map((_, index) => (index < 2 ? '---' : '--:'))
  return [heading, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/**
 * @param {Row} row
 * @param {string} column
 */
function cell({ cells, unit, expected = 1 }, column) {
  const samples = cells.get(column)
  if (samples === undefined) return '–'
  if (typeof samples === 'string') return samples
  const { median, low, high, rounds } = spreadOf(samples)
  const [middle, from, to] = [median, low, high].map((value) => shown(value / unitIn[unit]))
  const range = rounds === 1 || from === to ? '' : ` (${from}–${to})`
  return `${middle}${range}${rounds < expected ? `, ${rounds} of ${expected}` : ''}`
}

/** @param {number} value */
export function shown(value) {
  return value.toLocaleString('en', value < 100 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 })
}
