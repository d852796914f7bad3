import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { engines } from './test/engines/chosen-engines.ts'
import type { Engine } from './test/engines/engine.ts'
import { inEngine } from './test/engines/vitest-provider.ts'
import { SlowFilesFirst } from './test/slow-files-first.ts'

const here = import.meta.dirname

const suites = ['test/**/*.test.ts', 'examples/**/*.test.ts']
// A passing test never needs this long, but a loaded machine is slow.
const longestTest = 30_000
const endToEnd = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
}
const inSeveralTabs = ['backend', 'tabs', 'stream-tabs', 'model', 'kills', 'replacement'].map(
  (suite) => `test/e2e/${suite}.e2e.test.ts`,
)
/** These files measure the duration of tasks, or crash and kill browsers. Other test files would disturb them. */
const alone = ['bank-long', 'kills', 'responsive', 'storm', 'timeline-drag'].map(
  (suite) => `test/e2e/${suite}.e2e.test.ts`,
)
const otherProjects = ['test/e2e/**', 'test/package/**']

/** Returns the project that runs the shared suites in one engine. */
const inBrowser = (engine: Engine): TestProjectConfiguration => ({
  extends: true,
  // Without this list, Vite finds these packages during a run and reloads the page of the tests.
  optimizeDeps: { include: ['fast-check', 'idb'] },
  test: {
    name: engine.name,
    include: suites,
    exclude: [...configDefaults.exclude, ...otherProjects, '**/*.node.test.ts'],
    testTimeout: longestTest,
    // Tests wait half of the time for disks, messages and timers, so workers run in parallel. Each worker is a whole browser.
    maxWorkers: Math.min(availableParallelism(), 4),
    // Node always injects every fault. Browsers inject one of seven faults, or every fault with `npm run trust`.
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

/** Resolves the package name to the sources, so that tests, examples and the demo import it like user code. */
export const sources = {
  alias: [
    { find: /^rewindable$/, replacement: `${here}/src/index.ts` },
    { find: /^rewindable\/(.+)$/, replacement: `${here}/src/$1.ts` },
  ],
}

const demo = ['.', 'demo/side-by-side', 'demo/debugger'].map((page) => `${here}/${page}/index.html`)

export default defineConfig(({ mode }) => ({
  // With relative paths, the demo also works in a subfolder of a host.
  base: './',
  // Tests bundle their own pages with this configuration.
  build: mode === 'demo' ? { rolldownOptions: { input: demo } } : {},
  // Without this list, the demo server scans every page, including the bench. Only the bench installs the packages of its pages.
  optimizeDeps: mode === 'test' ? {} : { entries: demo },
  resolve: sources,
  test: {
    sequence: { sequencer: SlowFilesFirst },
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
      {
        extends: true,
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          // Each worker starts a browser, and loads Playwright and Vite only once.
          maxWorkers: Math.min(availableParallelism(), 2),
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { ...endToEnd, name: 'e2e-alone', include: alone, fileParallelism: false } },
      // Runs in the engines that REWINDABLE_ENGINES names.
      { extends: true, test: { ...endToEnd, name: 'tabs', include: inSeveralTabs, fileParallelism: false } },
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
