import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { htmlOf } from './page-html.ts'
import type { PlannedAppend } from './planned-append.ts'
import type { Acknowledged, Aftermath, RawLog, Statement, Testimony } from './testimony.ts'

const longestWait = 60_000

/** Serves the pages to one browser after the other, the same origin to both, and outlives them: what it heard was said. */
export class Witness implements Testimony {
  readonly begun: PlannedAppend[] = []
  readonly acknowledged: Acknowledged[] = []
  readonly refused: string[] = []
  raw: RawLog | undefined
  aftermath: Aftermath | undefined
  #trouble: string | undefined
  #connections = 0
  #writingIsOver = false
  readonly #server: Server
  readonly #scripts: ReadonlyMap<string, string>

  private constructor(scripts: ReadonlyMap<string, string>) {
    this.#scripts = scripts
    this.#server = createServer((request, response) => {
      // A request that its browser did not live to finish was not made.
      this.#answer(request, response).catch(() => response.destroy())
    })
    this.#server.on('connection', (socket) => {
      this.#connections += 1
      socket
        .on('error', () => {})
        .on('close', () => {
          this.#connections -= 1
        })
    })
  }

  static async listen(scripts: ReadonlyMap<string, string>): Promise<Witness> {
    const witness = new Witness(scripts)
    await new Promise<void>((resolve) => witness.#server.listen(0, '127.0.0.1', resolve))
    return witness
  }

  /** @param path begins with a slash */
  url(path: string): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('The witness listens on no port.')
    return `http://127.0.0.1:${address.port}${path}`
  }

  /** Appends that began and of which nobody knows how they ended. */
  get inFlight(): PlannedAppend[] {
    const ended = new Set([...this.acknowledged.map(({ commandId }) => commandId), ...this.refused])
    return this.begun.filter(({ commandId }) => !ended.has(commandId))
  }

  /** @returns what is asked for, once it was said */
  async hear<Found>(found: () => Found | undefined): Promise<Found> {
    const heard = await this.hearWithin(longestWait, found)
    if (heard === undefined) throw new Error(`A page said nothing for ${longestWait} ms.`)
    return heard
  }

  /** @returns what is asked for, once it was said; nothing, if it was not for so many milliseconds */
  async hearWithin<Found>(milliseconds: number, found: () => Found | undefined): Promise<Found | undefined> {
    const deadline = Date.now() + milliseconds
    for (;;) {
      const heard = found()
      if (heard !== undefined) return heard
      if (this.#trouble !== undefined) throw new Error(`A page failed: ${this.#trouble}`)
      if (Date.now() > deadline) return undefined
      await sleep(1)
    }
  }

  /** Resolves when all is heard that the dead browser has sent. What its pages thought of their end does not count. */
  async hearOut(): Promise<void> {
    const deadline = Date.now() + longestWait
    while (this.#connections > 0) {
      if (Date.now() > deadline) throw new Error('The browser was killed and still holds a connection.')
      await sleep(1)
    }
    this.#trouble = undefined
    this.#writingIsOver = true
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', 'http://127.0.0.1')
    if (pathname === '/statements') {
      const body = await bodyOf(request)
      this.#note(JSON.parse(body))
      response.end()
      return
    }
    const script = this.#scripts.get(pathname)
    const json = pathname === '/in-flight' ? JSON.stringify(this.inFlight) : undefined
    // A browser that restores its last session must not write again.
    const isStale = this.#writingIsOver && pathname.startsWith('/writer')
    const content = isStale ? undefined : (script ?? json ?? htmlOf(pathname))
    const type = script === undefined ? (json === undefined ? 'text/html' : 'application/json') : 'text/javascript'
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': type, 'cache-control': 'no-store' })
    response.end(content)
  }

  #note(statement: Statement): void {
    if (statement.kind === 'begun') this.begun.push(...statement.appends)
    else if (statement.kind === 'acknowledged') this.acknowledged.push(statement.append)
    else if (statement.kind === 'refused') this.refused.push(statement.commandId)
    else if (statement.kind === 'raw') this.raw = statement.raw
    else if (statement.kind === 'aftermath') this.aftermath = statement.aftermath
    else this.#trouble ??= statement.text
  }
}

/** Rejects when the request ends before its body does. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
