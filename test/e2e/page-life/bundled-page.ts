import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build, preview } from 'vite'
import type { Site } from '../browser.ts'

const root = resolve(import.meta.dirname, '../../..')

/** The page that sleeps, and an empty one to go to, bundled: nothing but the library decides whether it is kept in the back-forward cache. */
export async function serveBundledPage(): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'rewindable-page-life-'))
  const input = ['page-life/page.html', 'tabs/empty.html'].map((page) => join(root, 'test/e2e', page))
  await build({ root, logLevel: 'error', build: { outDir, target: 'esnext', rolldownOptions: { input } } })
  const server = await preview({ root, build: { outDir }, preview: { host: '127.0.0.1', port: 0 }, logLevel: 'error' })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('The server listens on no local address.')
  return {
    url: `${url}test/e2e/`,
    close: async () => {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
