// @ts-check
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const pages = fileURLToPath(new URL('../pages', import.meta.url))
const outDir = fileURLToPath(new URL('../dist', import.meta.url))

/**
 * Builds the page that measures the contenders, with an existing build of the library.
 *
 * @param {string} library the folder with the library's index.js
 * @returns {Promise<string>} the folder to serve
 */
export async function buildPages(library) {
  await build({
    configFile: false,
    root: pages,
    logLevel: 'error',
    resolve: {
      alias: [
        { find: /^rewindable$/, replacement: `${library}/index.js` },
        { find: /^rewindable\/(.+)$/, replacement: `${library}/$1.js` },
      ],
    },
    worker: { format: 'es' },
    plugins: [emptyIfMissing],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      chunkSizeWarningLimit: Infinity,
      // An earlier build of the library has fewer names. Tasks that need them fail.
      rolldownOptions: { shimMissingExports: true },
    },
  })
  return outDir
}

/** Replaces import paths that an earlier build of the library does not have. @type {import('vite').Plugin} */
const emptyIfMissing = {
  name: 'empty-if-missing',
  enforce: 'pre',
  resolveId: (id) => (/^\/.*\.js$/.test(id) && !existsSync(id) ? '\0missing' : null),
  load: (id) => (id === '\0missing' ? 'export {}' : null),
}
