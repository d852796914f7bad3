// @ts-check
// `npm run test:engines` runs the browser suites in each engine, `npm run test:engines -- firefox webkit` in some of them.
// --write puts the results of a complete run without failures into the table of the docs.
// --brief runs some of the suites of one tab: the storage contract, projections and the write side.
// The last line is "N passed, N failed".
import { parseArgs } from 'node:util'
import { engineNames, writeEnginesTable } from './engines-table.mjs'
import { requireBrowsers } from './required-browsers.mjs'
import { runSteps } from './run-steps.mjs'

/** @import { EngineRun } from './engines-table.mjs' */
/** @import { Step } from './run-steps.mjs' */

const { values: options, positionals: wanted } = parseArgs({
  options: { write: { type: 'boolean', default: false }, brief: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = wanted.filter((name) => !engineNames.includes(name))
if (unknown.length > 0) {
  console.error(`Expected engines of ${engineNames.join('|')}, found "${unknown.join('", "')}".`)
  process.exit(2)
}
if (options.write && (options.brief || wanted.length > 0)) {
  console.error('--write needs a complete run. Omit --brief and the names of engines.')
  process.exit(2)
}
const chosen = wanted.length > 0 ? wanted : engineNames
requireBrowsers(chosen)

const brief = ['test/store/', 'test/projection/', 'test/model/']
const oneTab = (/** @type {string} */ engine) => `${engine}, one tab`
const severalTabs = (/** @type {string} */ engine) => `${engine}, several tabs`
// All suites of one tab begin first. Otherwise the last engine would run alone, on one processor.
const results = await runSteps([...chosen.map(stepOfOneTab), ...chosen.map(stepOfSeveralTabs)])
if (options.write && process.exitCode === 0) writeEnginesTable(chosen.map(runOf))

/** @param {string} engine @returns {Step} */
function stepOfOneTab(engine) {
  return { name: oneTab(engine), isVitest: true, command: vitest(engine, ...(options.brief ? brief : [])) }
}

/** @param {string} engine @returns {Step} */
function stepOfSeveralTabs(engine) {
  const step = { name: severalTabs(engine), isVitest: true, command: vitest('tabs') }
  return { ...step, after: oneTab(engine), env: { REWINDABLE_ENGINES: engine } }
}

/** @param {string} project @param {string[]} suites @returns {Step['command']} */
function vitest(project, ...suites) {
  return ['vitest', 'run', '--project', project, ...suites]
}

/** @param {string} engine @returns {EngineRun} */
function runOf(engine) {
  const [alone, tabs] = [results.get(oneTab(engine)), results.get(severalTabs(engine))]
  // test/e2e/backend.e2e.test.ts reports the browser and the storage backend that it found.
  const found = tabs?.report?.testResults.flatMap((file) => file.assertionResults).find(({ meta }) => meta.engine)
  if (!alone || !tabs || !found) throw new Error(`Expected results of ${engine}, found none.`)
  const description = /** @type {Pick<EngineRun, 'version' | 'backend' | 'backendOfTabs'>} */ (found.meta.engine)
  return { engine, ...description, passed: alone.passed, passedInTabs: tabs.passed }
}
