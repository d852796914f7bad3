// @ts-check
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
    build: { outDir, emptyOutDir: true, target: 'esnext', chunkSizeWarningLimit: Infinity },
  })
  return outDir
}
