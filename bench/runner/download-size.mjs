// @ts-check
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const bench = fileURLToPath(new URL('..', import.meta.url))

/**
 * Measures the download size of each contender: minified and gzipped, including code that is loaded later.
 *
 * @param {readonly import('./contenders.mjs').Contender[]} columns
 * @param {string} library the folder of the built library
 * @returns {Promise<import('./table.mjs').Row>}
 */
export async function downloadRow(columns, library) {
  const cells = new Map()
  for (const { name, download } of columns) {
    if (download) cells.set(name, [await downloadSize(download, library)])
  }
  return { id: 'download', title: '(11) what the user ships, minified and gzipped', unit: 'kB', cells }
}

/**
 * @param {NonNullable<import('./contenders.mjs').Contender['download']>} download
 * @param {string} library
 */
async function downloadSize({ code, files = [] }, library) {
  const bundle = await rolldown({
    cwd: bench,
    input: 'imports',
    platform: 'browser',
    logLevel: 'silent',
    resolve: { alias: { rewindable: `${library}/index.js` } },
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [
      {
        name: 'imports',
        resolveId: (id) => (id === 'imports' ? `${bench}imports.js` : null),
        load: (id) => (id === `${bench}imports.js` ? code : null),
      },
    ],
  })
  const { output } = await bundle.generate({ minify: true, codeSplitting: false })
  const parts = [Buffer.from(output[0].code), ...files.map((file) => readFileSync(`${bench}node_modules/${file}`))]
  return parts.reduce((bytes, part) => bytes + gzipSync(part).length, 0)
}
