import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { engines } from './test/engines/chosen-engines.ts'
import type { Engine } from './test/engines/engine.ts'
import { inEngine } from './test/engines/vitest-provider.ts'

const here = import.meta.dirname

const suites = ['test/**/*.test.ts', 'examples/**/*.test.ts']
// What passes never waits for it; a loaded machine takes a while.
const longestTest = 30_000
const endToEnd = {
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
}
const inSeveralTabs = ['backend', 'tabs', 'model', 'kills', 'replacement'].map(
  (suite) => `test/e2e/${suite}.e2e.test.ts`,
)
const otherProjects = ['test/e2e/**', 'test/package/**']

/** The same suites in one of the engines. */
const inBrowser = (engine: Engine): TestProjectConfiguration => ({
  extends: true,
  // Found late, they would be bundled in the middle of a run, and the page reloaded under it.
  optimizeDeps: { include: ['fast-check', 'idb'] },
  test: {
    name: engine.name,
    include: suites,
    exclude: [...configDefaults.exclude, ...otherProjects, '**/*.node.test.ts'],
    testTimeout: longestTest,
    // Half of their time tests wait: for a disk, for a message, for a timer. But each worker is a whole browser.
    maxWorkers: Math.min(availableParallelism(), 4),
    // In Node every fault is swept, each time; in a browser one of seven, or all: `npm run trust`.
    env: { SWEEP_STEP: process.env.SWEEP_STEP ?? '7' },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: inEngine(engine),
      instances: [{ browser: engine.name }],
    },
  },
})

/** The package by its own name is its sources, so that tests, examples and the demo read as a user's code does. */
export const sources = {
  alias: [
    { find: /^rewindable$/, replacement: `${here}/src/index.ts` },
    { find: /^rewindable\/(.+)$/, replacement: `${here}/src/$1.ts` },
  ],
}

const demo = ['.', 'demo/side-by-side', 'demo/debugger'].map((page) => `${here}/${page}/index.html`)

export default defineConfig(({ mode }) => ({
  // The demo works wherever it is put: also below a folder of a host.
  base: './',
  // Tests bundle pages of their own with this configuration.
  build: mode === 'demo' ? { rolldownOptions: { input: demo } } : {},
  // Else the server for the demo looks through every page there is: the bench's import what only the bench installs.
  optimizeDeps: mode === 'test' ? {} : { entries: demo },
  resolve: sources,
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: suites,
          exclude: [...configDefaults.exclude, ...otherProjects, '**/*.browser.test.ts'],
          setupFiles: ['test/fake-indexeddb.ts'],
          testTimeout: longestTest,
          maxWorkers: '100%',
        },
      },
      ...engines.map(inBrowser),
      { extends: true, test: { ...endToEnd, name: 'e2e', include: ['test/e2e/**/*.e2e.test.ts'] } },
      // Those of them that run in the engines that REWINDABLE_ENGINES names.
      { extends: true, test: { ...endToEnd, name: 'tabs', include: inSeveralTabs } },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.node.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
}))
