import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Hears what pages say by `fetch`: the way back for an engine whose driver has none. */
export interface Hearing {
  /** What a page posts to, as `${url}/${name}`. */
  readonly url: string
  /** What is posted under the name goes to the listener, and its answer back to the page. @returns the undo */
  on(name: string, listener: (told: unknown) => unknown): () => void
  close(): Promise<void>
}

export async function startHearing(): Promise<Hearing> {
  const listeners = new Map<string, (told: unknown) => unknown>()
  const server = createServer((request, response) => {
    answer(request, response, listeners).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    on: (name, listener) => {
      listeners.set(name, listener)
      return () => listeners.delete(name)
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  listeners: ReadonlyMap<string, (told: unknown) => unknown>,
): Promise<void> {
  const told: unknown = JSON.parse(await text(request))
  const result = await listeners.get((request.url ?? '').slice(1))?.(told)
  // The pages are of another origin: another port.
  response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'application/json' })
  response.end(JSON.stringify(result ?? null))
}
