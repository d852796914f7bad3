import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { createServer, preview } from 'vite'
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

/** The checkout itself, sources compiled on request: for tests that bring their own pages. */
export async function serveTree(): Promise<Site> {
  // No watcher and no reloads: a page must not restart because another test wrote a file.
  const server = await createServer({ root, server: { ...anyFreePort, hmr: false, watch: null }, logLevel: 'error' })
  return site(await server.listen())
}

function site(server: { resolvedUrls: { local: string[] } | null; close(): Promise<void> }): Site {
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('The server listens on no local address.')
  return { url, close: () => server.close() }
}
