// @ts-check
import { parseArgs } from 'node:util'

const full = {
  small: 10_000,
  middle: 100_000,
  large: 1_000_000,
  concurrent: 5_000,
  bulk: 100_000,
  seeks: 200,
  entities: [1_000, 10_000, 100_000],
  longStream: 50_000,
  behind: 5_000,
}
const quick = {
  small: 10_000,
  middle: 10_000,
  large: 30_000,
  concurrent: 500,
  bulk: 10_000,
  seeks: 30,
  entities: [300, 1_000, 3_000],
  longStream: 5_000,
  behind: 500,
}

const usage = `npm run bench -- [options] [<name> …]
  <name>                for development: only tasks of this name; writes no results. A name is the number of a line,
                        such as 12, or a task or its beginning, such as "shown" or "shown-1000"
  --list                prints the names of all tasks
  --quick               shorter logs and three rounds; takes less than five minutes
  --engine <name>       chromium (default), chromium-sqlite, firefox
  --contenders <name,…> for development: only these, with Rewindable and the limit; writes no results
  --large <events>      for development: the size of the longest log; writes no results
  --rounds <number>     number of rounds (default 5)
  --library <folder>    measures an existing build of the library; writes no results`

/**
 * @typedef {object} Options
 * @property {import('./tasks.mjs').Sizes} sizes
 * @property {number} rounds
 * @property {string} engine
 * @property {string[]} names of the tasks that are measured; empty: all
 * @property {string[] | undefined} contenders
 * @property {string | undefined} library
 * @property {boolean} isList whether only the names of the tasks are printed
 * @property {boolean} isQuick
 * @property {boolean} isWhole whether all tasks are measured, so that the results are written
 */

/** @returns {Options} */
export function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'chromium' },
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
    throw new Error(`--engine: expected chromium, chromium-sqlite or firefox, found ${values.engine}.\n${usage}`)
  }
  const sizes = { ...(values.quick ? quick : full) }
  if (values.large !== undefined) sizes.large = wholeNumber('--large', values.large, sizes.small)
  const rounds = values.rounds === undefined ? undefined : wholeNumber('--rounds', values.rounds, 1)
  const chosen = [values.contenders, values.large, values.library]
  return {
    sizes,
    rounds: rounds ?? (values.quick ? 3 : 5),
    engine: values.engine,
    names: positionals,
    contenders: values.contenders?.split(','),
    library: values.library,
    isList: values.list,
    isQuick: values.quick,
    isWhole: !values.quick && positionals.length === 0 && chosen.every((value) => value === undefined),
  }
}

/**
 * @param {string} option
 * @param {string} value
 * @param {number} least
 */
function wholeNumber(option, value, least) {
  const number = Number(value)
  if (!Number.isInteger(number) || number < least)
    throw new Error(`${option}: expected a whole number from ${least}, found ${value}`)
  return number
}
