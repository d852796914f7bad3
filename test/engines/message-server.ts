import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Receives messages that pages send with `fetch`, for engines whose driver cannot call back. */
export interface MessageServer {
  /** The base URL. A page posts to `${url}/${name}`. */
  readonly url: string
  /** Passes messages with this name to the listener and sends its result to the page. Returns a function that removes the listener. */
  on(name: string, listener: (message: unknown) => unknown): () => void
  close(): Promise<void>
}

export async function startMessageServer(): Promise<MessageServer> {
  const listeners = new Map<string, (message: unknown) => unknown>()
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
  listeners: ReadonlyMap<string, (message: unknown) => unknown>,
): Promise<void> {
  const message: unknown = JSON.parse(await text(request))
  const result = await listeners.get((request.url ?? '').slice(1))?.(message)
  // The pages have another port and so another origin.
  response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'application/json' })
  response.end(JSON.stringify(result ?? null))
}
