// @ts-check

/**
 * What the parts of `npm run trust` counted; a part that did not run is absent.
 * @typedef {object} TrustFigures
 * @property {Kills[] | undefined} kills
 * @property {{ scenario: string, kind: string, points: number }[] | undefined} faults
 * @property {Record<string, number> | undefined} hostile
 * @property {{ total: Record<string, number>, bySeed: object } | undefined} storm
 * @property {{ name: string, caughtBy?: string }[] | undefined} mutations
 */

/**
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
 */

/** @param {TrustFigures} figures */
export function trustTable({ kills, faults, hostile, storm, mutations }) {
  const sections = [
    kills && killsIn(kills),
    faults && faultsIn(faults),
    storm && stormIn(storm),
    hostile && hostileIn(hostile),
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
    ],
  ])
  const columns = ['engine', 'durability', 'kills', 'appends acknowledged', 'stored', 'in flight', 'of these stored']
  return `**Browsers killed in mid-append**, a fresh profile each, what is stored read past the library:\n\n${table(
    [...columns, 'lost', 'torn', 'databases gone'],
    rows,
  )}`
}

/** @param {{ scenario: string, kind: string, points: number }[]} all */
function faultsIn(all) {
  const points = all.reduce((sum, one) => sum + one.points, 0)
  const [scenarios, kinds] = [new Set(all.map((one) => one.scenario)).size, new Set(all.map((one) => one.kind)).size]
  return (
    `**Failing storage**: ${words(points)} fault points swept, the first, second, third … operation of ${scenarios} scenarios ` +
    `failing in ${kinds} ways. None hung, none succeeded falsely, no acknowledgement was lost, nothing was recorded twice.`
  )
}

/** @param {{ total: Record<string, number>, bySeed: object }} storm */
function stormIn({ total, bySeed }) {
  const rows = Object.entries(total).map(([what, count]) => [
    what.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    count,
  ])
  return `**The storm**: four tabs and a worker, ${Object.keys(bySeed).length} seeds, every history found consistent:\n\n${table(
    ['what', 'count'],
    rows,
  )}`
}

/** @param {Record<string, number>} bySubject */
function hostileIn(bySubject) {
  return `**Hostile input**, each stored exactly or refused with its typed error:\n\n${table(
    ['what', 'inputs tried'],
    Object.entries(bySubject),
  )}`
}

/** @param {{ name: string, caughtBy?: string }[]} all */
function mutationsIn(all) {
  const rows = all.map(({ name, caughtBy }) => [name, caughtBy ?? '**survived**'])
  return `**Mechanisms taken out**, one at a time: ${all.length}.\n\n${table(['the library would', 'the test that tells'], rows)}`
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
