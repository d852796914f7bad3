import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build, preview } from 'vite'

export interface StormSite {
  /** Ends with a slash. */
  readonly url: string
  close(): Promise<void>
}

const root = resolve(import.meta.dirname, '../../..')

/**
 * The pages of the storm, bundled as an application would be. Those of a development server reload themselves when they
 * thaw, because freezing cuts their connection to it.
 */
export async function serveStorm(): Promise<StormSite> {
  const outDir = await mkdtemp(join(tmpdir(), 'rewindable-storm-site-'))
  const input = ['tab.html', 'blank.html'].map((page) => join(import.meta.dirname, page))
  await build({
    root,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'esnext', rolldownOptions: { input } },
  })
  const server = await preview({ root, build: { outDir }, preview: { host: '127.0.0.1', port: 0 }, logLevel: 'error' })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('The server listens on no local address.')
  return {
    url: `${url}test/history/storm/`,
    close: async () => {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
