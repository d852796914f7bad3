import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { build, preview } from 'vite'
import { chromiumLaunchOptions } from '../../scripts/find-chromium.mjs'

export interface Site {
  /** Ends with a slash. */
  readonly url: string
  close(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')
const anyFreePort = { host: '127.0.0.1', port: 0 }

export function launchChromium(): Promise<Browser> {
  return chromium.launch(chromiumLaunchOptions())
}

/**
 * Serves the demo that `npm run build:demo` wrote to dist-demo.
 *
 * @param below the folder of the host that contains the demo. Default: `/`
 */
export async function serveBuiltDemo({ below = '/' }: { below?: string } = {}): Promise<Site> {
  if (!existsSync(resolve(root, 'dist-demo/index.html'))) {
    throw new Error('Expected a built demo in dist-demo, found none. Run "npm run build:demo" or "npm test -- e2e".')
  }
  return site(await preview({ root, base: below, build: { outDir: 'dist-demo' }, preview: anyFreePort }))
}

/**
 * Bundles and serves test pages like an application. A bundle loads faster than a hundred files.
 * A development server is unsuitable: freezing a page cuts its connection, and the page reloads itself after the freeze.
 *
 * @param pages the paths of the pages, relative to the repository and to the site
 */
export async function servePages(...pages: readonly string[]): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'rewindable-pages-'))
  const input = pages.map((page) => join(root, page))
  const options = { outDir, emptyOutDir: true, target: 'esnext', rolldownOptions: { input } } as const
  await build({ root, logLevel: 'error', worker: { format: 'es' }, build: options })
  // Browsers request this file and log an error if it is missing.
  await writeFile(join(outDir, 'favicon.ico'), '')
  const { url, close } = site(await preview({ root, build: { outDir }, preview: anyFreePort, logLevel: 'error' }))
  return {
    url,
    close: async () => {
      await close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}

function site(server: { resolvedUrls: { local: string[] } | null; close(): Promise<void> }): Site {
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('Expected the server to have a local address, found none.')
  return { url, close: () => server.close() }
}
