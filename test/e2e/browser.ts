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
 * The demo as `npm run build:demo` left it in dist-demo.
 *
 * @param below the folder of the host that it is put into
 */
export async function serveBuiltDemo({ below = '/' }: { below?: string } = {}): Promise<Site> {
  if (!existsSync(resolve(root, 'dist-demo/index.html'))) {
    throw new Error('dist-demo is missing: run "npm run build:demo", or the whole suite with "npm test -- e2e".')
  }
  return site(await preview({ root, base: below, build: { outDir: 'dist-demo' }, preview: anyFreePort }))
}

/**
 * Pages of the tests, bundled as an application would be: a browser does not spend its time on loading a hundred files, and nothing
 * but the library decides what becomes of a page. Those of a development server reload themselves when they thaw, because freezing
 * cuts their connection to it.
 *
 * @param pages their paths in the checkout, and on the site
 */
export async function servePages(...pages: readonly string[]): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'rewindable-pages-'))
  const input = pages.map((page) => join(root, page))
  const options = { outDir, emptyOutDir: true, target: 'esnext', rolldownOptions: { input } } as const
  await build({ root, logLevel: 'error', worker: { format: 'es' }, build: options })
  // Browsers ask for it, and write to the console when there is none.
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
  if (url === undefined) throw new Error('The server listens on no local address.')
  return { url, close: () => server.close() }
}
