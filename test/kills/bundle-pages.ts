import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const pages = {
  writer: new URL('./writer-page.ts', import.meta.url),
  reader: new URL('./reader-page.ts', import.meta.url),
  recovery: new URL('./recovery-page.ts', import.meta.url),
}

/** Bundles the scripts of the pages and returns them by path. A bundle loads fast, so a short-lived browser has more time to append. */
export async function bundlePages(): Promise<ReadonlyMap<string, string>> {
  const input = Object.fromEntries(Object.entries(pages).map(([name, url]) => [name, fileURLToPath(url)]))
  const bundle = await build({
    root: resolve(import.meta.dirname, '../..'),
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  })
  if (Array.isArray(bundle) || !('output' in bundle)) throw new Error('Expected one bundle of the pages from Vite.')
  return new Map(bundle.output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : [])))
}
