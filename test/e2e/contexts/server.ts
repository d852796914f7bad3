import { resolve } from 'node:path'
import { createServer } from 'vite'
import { sources } from '../../../vite.config.ts'
import type { Site } from '../browser.ts'

const root = resolve(import.meta.dirname, '../../..')

/** Serves the sources as unbundled modules to every origin, because a sandboxed frame has an opaque origin. */
export async function serveModules(): Promise<Site> {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: sources,
    optimizeDeps: { noDiscovery: true, include: [] },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, cors: { origin: '*' } },
  })
  await server.listen()
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('Expected the server to have a local address, found none.')
  return { url, close: () => server.close() }
}
