// @ts-check
// The browser suites in every engine: `npm run test:engines`, or in some: `npm run test:engines -- firefox webkit`. With
// --write, a run of all that failed nowhere becomes the table in docs/guarantees.md. With --brief, of the suites of one tab only those of the
// storage contract, projections and the write side. Ends with the line "N passed, N failed".
import { engineNames } from './engine-names.mjs'
import { writeEnginesTable } from './engines-table.mjs'
import { provideEngines } from './provide-engines.mjs'
import { runSteps, vitest } from './run-steps.mjs'

/** @import { EngineRun } from './engines-table.mjs' */

const words = process.argv.slice(2)
const writes = words.includes('--write')
const isBrief = words.includes('--brief')
const wanted = words.filter((word) => word !== '--write' && word !== '--brief')
const unknown = wanted.filter((name) => !engineNames.includes(name))
if (unknown.length > 0) {
  console.error(`No engine "${unknown.join('", "')}": npm run test:engines -- ${engineNames.join('|')}`)
  process.exit(2)
}
if (writes && (isBrief || wanted.length > 0)) {
  console.error(
    'The table says what a whole run of all engines gave: --write goes without their names, and without --brief.',
  )
  process.exit(2)
}
const chosen = wanted.length > 0 ? wanted : engineNames
provideEngines(chosen)

const brief = ['store', 'projection', 'model'].map((folder) => `test/${folder}/`)
const oneTab = (/** @type {string} */ engine) => `${engine}, one tab`
const severalTabs = (/** @type {string} */ engine) => `${engine}, several tabs`
const results = await runSteps(
  chosen.flatMap((engine) => [
    vitest(oneTab(engine), engine, { lane: engine }, isBrief ? brief : []),
    vitest(severalTabs(engine), 'tabs', { lane: engine, env: { REWINDABLE_ENGINES: engine } }),
  ]),
  // Half of their time they wait: for a disk, for a message, for a page to open.
  { sideBySide: 2 },
)

if (writes && process.exitCode === 0) writeEnginesTable(chosen.map(runOf))

/**
 * @param {string} engine
 * @returns {EngineRun}
 */
function runOf(engine) {
  const [alone, tabs] = [results.get(oneTab(engine)), results.get(severalTabs(engine))]
  // A test says which browser it found itself in, and where that kept its databases.
  const found = tabs?.report?.testResults.flatMap((file) => file.assertionResults).find(({ meta }) => meta.engine)
  if (alone === undefined || tabs === undefined || found === undefined)
    throw new Error(`Nothing is known of ${engine}.`)
  return {
    engine,
    .../** @type {Pick<EngineRun, 'version' | 'backend' | 'backendOfTabs'>} */ (found.meta.engine),
    passed: alone.passed,
    passedInTabs: tabs.passed,
  }
}
