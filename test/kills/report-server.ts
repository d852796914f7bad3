import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { htmlOf } from './page-html.ts'
import type { PlannedAppend } from './planned-append.ts'
import type { Acknowledged, RawLog, Recovery, Report, WriteLog } from './report.ts'

const reportTimeout = 60_000

/** Serves the pages from one origin to the browsers before and after the kill. Records the reports of the pages. */
export class ReportServer implements WriteLog {
  readonly started: PlannedAppend[] = []
  readonly acknowledged: Acknowledged[] = []
  readonly refused: string[] = []
  raw: RawLog | undefined
  recovery: Recovery | undefined
  #trouble: string | undefined
  #connections = 0
  #isBrowserKilled = false
  readonly #server: Server
  readonly #scripts: ReadonlyMap<string, string>

  private constructor(scripts: ReadonlyMap<string, string>) {
    this.#scripts = scripts
    this.#server = createServer((request, response) => {
      // The kill can interrupt a request. The server ignores such a request.
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

  static async listen(scripts: ReadonlyMap<string, string>): Promise<ReportServer> {
    const reportServer = new ReportServer(scripts)
    await new Promise<void>((resolve) => reportServer.#server.listen(0, '127.0.0.1', resolve))
    return reportServer
  }

  /** Returns the URL of a page. The path begins with a slash. */
  url(path: string): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string')
      throw new Error('Expected the report server to listen on a port. Call `listen` first.')
    return `http://127.0.0.1:${address.port}${path}`
  }

  /** The appends that started and have no reported result. */
  get inFlight(): PlannedAppend[] {
    const ended = new Set([...this.acknowledged.map(({ commandId }) => commandId), ...this.refused])
    return this.started.filter(({ commandId }) => !ended.has(commandId))
  }

  /** Waits until `found` returns a value, and returns it. Throws after 60 seconds, or when a page reports a failure. */
  async waitFor<Found>(found: () => Found | undefined): Promise<Found> {
    const value = await this.waitAtMost(reportTimeout, found)
    if (value === undefined) throw new Error(`Expected a report from a page, received none within ${reportTimeout} ms.`)
    return value
  }

  /** Waits until `found` returns a value, and returns it, or undefined after the given time. Throws when a page reports a failure. */
  async waitAtMost<Found>(milliseconds: number, found: () => Found | undefined): Promise<Found | undefined> {
    const deadline = Date.now() + milliseconds
    for (;;) {
      const value = found()
      if (value !== undefined) return value
      if (this.#trouble !== undefined) throw new Error(`A page failed: ${this.#trouble}`)
      if (Date.now() > deadline) return undefined
      await sleep(1)
    }
  }

  /** Resolves when the server has processed all reports of the killed browser. Discards failures that the kill caused. */
  async drain(): Promise<void> {
    const deadline = Date.now() + reportTimeout
    while (this.#connections > 0) {
      if (Date.now() > deadline)
        throw new Error('Expected the killed browser to close its connections, but one is still open.')
      await sleep(1)
    }
    this.#trouble = undefined
    this.#isBrowserKilled = true
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', 'http://127.0.0.1')
    if (pathname === '/reports') {
      const body = await bodyOf(request)
      this.#record(JSON.parse(body))
      response.end()
      return
    }
    const script = this.#scripts.get(pathname)
    const json = pathname === '/in-flight' ? JSON.stringify(this.inFlight) : undefined
    // A browser that restores its last session must not start the writers again.
    const isStale = this.#isBrowserKilled && pathname.startsWith('/writer')
    const content = isStale ? undefined : (script ?? json ?? htmlOf(pathname))
    const type = script === undefined ? (json === undefined ? 'text/html' : 'application/json') : 'text/javascript'
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': type, 'cache-control': 'no-store' })
    response.end(content)
  }

  #record(report: Report): void {
    if (report.kind === 'started') this.started.push(...report.appends)
    else if (report.kind === 'acknowledged') this.acknowledged.push(report.append)
    else if (report.kind === 'refused') this.refused.push(report.commandId)
    else if (report.kind === 'raw') this.raw = report.raw
    else if (report.kind === 'recovery') this.recovery = report.recovery
    else this.#trouble ??= report.text
  }
}

/** Reads the body of a request. Rejects if the request ends early. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
