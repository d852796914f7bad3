// @ts-check

/**
 * Results of the parts of `npm run trust`. A part that did not run is undefined.
 *
 * @typedef {object} TrustFigures
 * @property {Kills[] | undefined} kills
 * @property {Sweep[] | undefined} faults
 * @property {Sweep[] | undefined} faultsInChromium
 * @property {Hostile[] | undefined} hostile
 * @property {Hostile[] | undefined} hostileInChromium
 * @property {Hostile[] | undefined} hostileInTheDemo
 * @property {{ total: Record<string, number>, bySeed: object } | undefined} storm
 * @property {{ name: string, caughtBy?: string }[] | undefined} mutations
 */

/**
 * @typedef {{ scenario: string, kind: string, points: number, flaws: number }} Sweep
 * @typedef {{ subject: string, tried: number }} Hostile
 *
 * @typedef {object} Kills
 * @property {string} engine
 * @property {string} durability
 * @property {number} kills
 * @property {number} acknowledged
 * @property {number} stored
 * @property {number} inFlight
 * @property {number} inFlightStored
 * @property {number} lost
 * @property {number} torn
 * @property {number} databasesGone
 * @property {number} otherViolations
 * @property {number} startedAgain
 */

/** @param {TrustFigures} figures */
export function trustTable({ kills, faults, faultsInChromium, storm, mutations, ...hostile }) {
  const sections = [
    kills && killsIn(kills),
    faultsIn({ 'Node, with fake-indexeddb': faults, 'Chromium, with its IndexedDB': faultsInChromium }),
    storm && stormIn(storm),
    hostileIn({
      Node: hostile.hostile,
      'Chromium, the largest': hostile.hostileInChromium,
      'Chromium, the built demo': hostile.hostileInTheDemo,
    }),
    mutations && mutationsIn(mutations),
  ]
  return `${sections.filter((section) => section !== undefined).join('\n\n')}\n`
}

/** @param {Kills[]} all */
function killsIn(all) {
  const rows = all.map((one) => [
    one.engine,
    one.durability,
    ...[
      one.kills,
      one.acknowledged,
      one.stored,
      one.inFlight,
      one.inFlightStored,
      one.lost,
      one.torn,
      one.databasesGone,
      one.otherViolations,
      one.startedAgain,
    ],
  ])
  const columns = ['engine', 'durability', 'kills', 'appends acknowledged', 'stored', 'in flight', 'of these stored']
  return `**Killed browsers**: each kill interrupts appends, in a new profile. The test then reads the stored data without the library:\n\n${table(
    [...columns, 'lost', 'torn', 'databases gone', 'other violations', 'restarted because silent'],
    rows,
  )}`
}

/** @param {Record<string, Sweep[] | undefined>} byEngine */
function faultsIn(byEngine) {
  const rows = Object.entries(byEngine).flatMap(([engine, sweeps]) => (sweeps ? [[engine, ...sumOf(sweeps)]] : []))
  if (rows.length === 0) return undefined
  return (
    '**Injected faults**: the first, second, third … operation of a scenario fails in one way. A flaw is a call that never ends, a ' +
    'false success, a lost event that was acknowledged, a stored event whose append failed, a duplicate event, a store that does not ' +
    `recover, or a wrong answer.\n\n${table(['where', 'scenarios', 'ways to fail', 'fault points', 'flaws'], rows)}`
  )
}

/** @param {Sweep[]} sweeps */
function sumOf(sweeps) {
  const sum = (/** @type {'points' | 'flaws'} */ what) => sweeps.reduce((total, one) => total + one[what], 0)
  const differing = (/** @type {'scenario' | 'kind'} */ what) => new Set(sweeps.map((one) => one[what])).size
  return [differing('scenario'), differing('kind'), sum('points'), sum('flaws')]
}

/** @param {{ total: Record<string, number>, bySeed: object }} storm */
function stormIn({ total, bySeed }) {
  const rows = Object.entries(total).map(([what, count]) => [
    what.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    count,
  ])
  return `**Storms**: four tabs and a worker, ${Object.keys(bySeed).length} seeds. The checker objects if no single log explains what they saw:\n\n${table(
    ['what', 'count'],
    rows,
  )}`
}

/** @param {Record<string, Hostile[] | undefined>} byPlace */
function hostileIn(byPlace) {
  const rows = Object.entries(byPlace).flatMap(([place, all = []]) => {
    const subjects = [...new Set(all.map(({ subject }) => subject))]
    return subjects.map((subject) => {
      const counts = all.filter((one) => one.subject === subject).map(({ tried }) => tried)
      return [subject, place, counts.reduce((sum, count) => sum + count, 0)]
    })
  })
  if (rows.length === 0) return undefined
  return `**Hostile input**: the tests assert that each input is stored exactly or rejected with its typed error:\n\n${table(
    ['what', 'where', 'inputs tried'],
    rows,
  )}`
}

/** @param {{ name: string, caughtBy?: string }[]} all */
function mutationsIn(all) {
  const survived = all.filter(({ caughtBy }) => caughtBy === undefined).map(({ name }) => name)
  const outcome = survived.length === 0 ? 'A test failed for each.' : `No test failed for: ${survived.join('; ')}.`
  return `**Mutation tests**: ${all.length} mechanisms were removed, one at a time. ${outcome}\n`
}

/**
 * @param {string[]} columns
 * @param {(string | number)[][]} rows
 */
function table(columns, rows) {
  const line = (/** @type {(string | number)[]} */ cells) => `| ${cells.map(cell).join(' | ')} |`
  const isNumber = (/** @type {number} */ column) => rows.every((row) => typeof row[column] === 'number')
  const rule = columns.map((_, column) => (isNumber(column) ? '--:' : '---')).join('|')
  return [line(columns), `|${rule}|`, ...rows.map(line)].join('\n')
}

/** @param {string | number} value */
function cell(value) {
  return typeof value === 'number' ? words(value) : value.replaceAll('|', '\\|')
}

/** @param {number} count */
function words(count) {
  return count.toLocaleString('en-GB')
}
