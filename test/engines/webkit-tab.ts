import { randomUUID } from 'node:crypto'
import type { InPage, Tab } from './engine.ts'
import { type MessageServer, startMessageServer } from './message-server.ts'
import type { WebDriverSession } from './web-driver.ts'

/** A function call for the page. */
type Command = { readonly id: string; readonly source: string; readonly argument: unknown }

/** The result of a function call. */
type Outcome = { readonly value?: unknown; readonly thrown?: string }

export type Listeners = ReadonlyMap<string, (message: unknown) => unknown>

/**
 * A window under WebDriver. WebDriver runs one script in one window at a time.
 * The page therefore fetches its commands itself, so that tabs run in parallel.
 */
export class WebKitTab implements Tab {
  readonly #handle: string
  readonly #session: WebDriverSession
  readonly #server: MessageServer
  readonly #names: readonly string[]
  #commands: Command[] = []
  #commandAdded = (): void => {}
  /** Reject the pending calls of a page that is closed or reloaded. */
  readonly #pending = new Set<(reason: Error) => void>()

  private constructor(handle: string, session: WebDriverSession, server: MessageServer, names: readonly string[]) {
    this.#handle = handle
    this.#session = session
    this.#server = server
    this.#names = names
  }

  static async open(session: WebDriverSession, listeners: Listeners, url: string): Promise<WebKitTab> {
    const handle = await session.newWindow()
    const server = await startMessageServer()
    for (const [name, listener] of listeners) server.on(name, listener)
    const tab = new WebKitTab(handle, session, server, [...listeners.keys()])
    await tab.#load('/url', { url })
    return tab
  }

  async reload(): Promise<void> {
    this.#rejectAll('was reloaded')
    await this.#load('/refresh')
  }

  async close(): Promise<void> {
    await this.#session.inWindow(this.#handle, 'DELETE', '/window')
    await this.dispose()
  }

  /** Rejects all pending calls and closes the server, for a window that no longer exists. */
  async dispose(): Promise<void> {
    this.#rejectAll('was closed')
    await this.#server.close()
  }

  crash(): Promise<void> {
    return Promise.reject(new Error('WebDriver has no command that crashes a page.'))
  }

  async evaluate<Argument, Result>(inPage: InPage<Argument, Result>, argument?: Argument): Promise<Result> {
    const id = randomUUID()
    const { value, thrown } = await new Promise<Outcome>((resolve, reject) => {
      const removeListener = this.#server.on(id, (outcome) => {
        removeListener()
        this.#pending.delete(reject)
        resolve(outcome as Outcome)
      })
      this.#pending.add(reject)
      this.#commands.push({ id, source: String(inPage), argument })
      this.#commandAdded()
    })
    if (thrown !== undefined) throw new Error(thrown)
    // The value is the result of the function after a round trip through JSON.
    return value as Result
  }

  async #load(path: string, body?: object): Promise<void> {
    await this.#run('window.isLeft = true')
    await this.#command(path, body)
    // The driver may answer before the old page is unloaded or the new page is loaded.
    while (!(await this.#run('return !window.isLeft && document.readyState === "complete"'))) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    const commands: Command[] = []
    this.#commands = commands
    const next = randomUUID()
    this.#server.on(next, () => this.#nextCommand(commands))
    await this.#run(`(${runCommands})(...arguments)`, [this.#server.url, next, this.#names])
  }

  async #nextCommand(commands: Command[]): Promise<Command | undefined> {
    while (commands.length === 0) {
      await new Promise<void>((resolve) => {
        this.#commandAdded = resolve
      })
    }
    return commands.shift()
  }

  #run(script: string, args: readonly unknown[] = []): Promise<unknown> {
    return this.#command('/execute/sync', { script, args })
  }

  #command(path: string, body?: object): Promise<unknown> {
    return this.#session.inWindow(this.#handle, 'POST', path, body)
  }

  #rejectAll(what: string): void {
    for (const reject of this.#pending) reject(new Error(`The tab ${what}.`))
    this.#pending.clear()
  }
}

/** Fetches and runs commands in the page until the page is unloaded. */
function runCommands(url: string, next: string, names: readonly string[]): void {
  const send = (name: string, message: unknown): Promise<unknown> =>
    fetch(`${url}/${name}`, { method: 'POST', body: JSON.stringify(message) }).then((answer) => answer.json())
  const execute = async ({ id, source, argument }: { id: string; source: string; argument: unknown }) => {
    try {
      const inPage = new Function(`return (${source})`)()
      await send(id, { value: await inPage(argument) })
    } catch (error) {
      await send(id, { thrown: String(error) })
    }
  }
  const work = async () => {
    for (;;) execute((await send(next, {})) as Command)
  }
  for (const name of names) Object.assign(window, { [name]: (message: unknown) => send(name, message) })
  work()
}
