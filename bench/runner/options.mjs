// @ts-check
import { parseArgs } from 'node:util'

const full = { small: 10_000, middle: 100_000, large: 1_000_000, concurrent: 5_000, bulk: 100_000, seeks: 200 }
const quick = { small: 10_000, middle: 10_000, large: 30_000, concurrent: 500, bulk: 10_000, seeks: 30 }

const usage = `npm run bench -- [options]
  --quick               shorter logs and three rounds: under two minutes
  --engine <name>       chromium (default), chromium-sqlite, firefox
  --only <work,…>       for development: only these works, as in pages/page.ts; nothing is written
  --contenders <name,…> for development: only these, besides Rewindable and the limit; nothing is written
  --large <events>      for development: the longest log; nothing is written
  --rounds <number>     default 5
  --library <folder>    a built library to measure, instead of building this one; nothing is written`

/**
 * @typedef {object} Options
 * @property {import('./tasks.mjs').Sizes} sizes
 * @property {number} rounds
 * @property {string} engine
 * @property {string[] | undefined} only
 * @property {string[] | undefined} contenders
 * @property {string | undefined} library
 * @property {boolean} isQuick
 * @property {boolean} isWhole a run of everything, to be written down
 */

/** @returns {Options} */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'chromium' },
      only: { type: 'string' },
      contenders: { type: 'string' },
      large: { type: 'string' },
      rounds: { type: 'string' },
      library: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    process.exit()
  }
  if (!['chromium', 'chromium-sqlite', 'firefox'].includes(values.engine)) {
    throw new Error(`--engine: there is no ${values.engine}.\n${usage}`)
  }
  const sizes = { ...(values.quick ? quick : full) }
  if (values.large !== undefined) sizes.large = wholeNumber('--large', values.large, sizes.small)
  const rounds = values.rounds === undefined ? undefined : wholeNumber('--rounds', values.rounds, 1)
  const chosen = [values.only, values.contenders, values.large, values.library]
  return {
    sizes,
    rounds: rounds ?? (values.quick ? 3 : 5),
    engine: values.engine,
    only: values.only?.split(','),
    contenders: values.contenders?.split(','),
    library: values.library,
    isQuick: values.quick,
    isWhole: !values.quick && chosen.every((value) => value === undefined),
  }
}

/**
 * @param {string} option
 * @param {string} value
 * @param {number} least
 */
function wholeNumber(option, value, least) {
  const number = Number(value)
  if (!Number.isInteger(number) || number < least) throw new Error(`${option}: expected ${least} or more, got ${value}`)
  return number
}
