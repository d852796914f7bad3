import { playwright } from '@vitest/browser-playwright'
import { configDefaults, defineConfig } from 'vitest/config'
import { chromiumArguments, findChromium } from './scripts/find-chromium.mjs'

const here = import.meta.dirname
const executablePath = findChromium()

const suites = ['test/**/*.test.ts', 'examples/**/*.test.ts']
// What passes never waits for it; a loaded machine takes a while.
const longestTest = 30_000
const otherProjects = ['test/e2e/**', 'test/package/**']

export default defineConfig({
  resolve: {
    // The package by its own name is its sources, so that tests, examples and the demo read as a user's code does.
    alias: [
      { find: /^rewindable$/, replacement: `${here}/src/index.ts` },
      { find: /^rewindable\/(.+)$/, replacement: `${here}/src/$1.ts` },
    ],
  },
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
        },
      },
      {
        extends: true,
        // Found late, they would be bundled in the middle of a run, and the page reloaded under it.
        optimizeDeps: { include: ['fast-check', 'idb'] },
        test: {
          name: 'chromium',
          include: suites,
          exclude: [...configDefaults.exclude, ...otherProjects, '**/*.node.test.ts'],
          testTimeout: longestTest,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: chromiumArguments, ...(executablePath === undefined ? {} : { executablePath }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
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
})
