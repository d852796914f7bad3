import { randomUUID } from 'node:crypto'
import type { InPage, Tab } from './engine.ts'
import { type Hearing, startHearing } from './hearing.ts'
import type { WebDriverSession } from './web-driver.ts'

/** What the page is to run. */
type Order = { readonly id: string; readonly source: string; readonly argument: unknown }

/** How that ended. */
type Outcome = { readonly value?: unknown; readonly thrown?: string }

export type Listeners = ReadonlyMap<string, (told: unknown) => unknown>

/**
 * A window under WebDriver. As that waits for one script of one window at a time, the page asks for its orders itself, so
 * that tabs run side by side.
 */
export class WebKitTab implements Tab {
  readonly #handle: string
  readonly #session: WebDriverSession
  readonly #hearing: Hearing
  readonly #names: readonly string[]
  #orders: Order[] = []
  #wake = (): void => {}
  /** Ends what waits for a page that will say no more. */
  readonly #abandon = new Set<(reason: Error) => void>()

  private constructor(handle: string, session: WebDriverSession, hearing: Hearing, names: readonly string[]) {
    this.#handle = handle
    this.#session = session
    this.#hearing = hearing
    this.#names = names
  }

  static async open(session: WebDriverSession, listeners: Listeners, url: string): Promise<WebKitTab> {
    const handle = await session.newWindow()
    const hearing = await startHearing()
    for (const [name, listener] of listeners) hearing.on(name, listener)
    const tab = new WebKitTab(handle, session, hearing, [...listeners.keys()])
    await tab.#load('/url', { url })
    return tab
  }

  async reload(): Promise<void> {
    this.#abandonAll('was loaded again')
    await this.#load('/refresh')
  }

  async close(): Promise<void> {
    await this.#session.inWindow(this.#handle, 'DELETE', '/window')
    await this.forget()
  }

  /** For when the window is gone. */
  async forget(): Promise<void> {
    this.#abandonAll('was closed')
    await this.#hearing.close()
  }

  crash(): Promise<void> {
    return Promise.reject(new Error('WebDriver has no way to crash a page.'))
  }

  async evaluate<Argument, Result>(inPage: InPage<Argument, Result>, argument?: Argument): Promise<Result> {
    const id = randomUUID()
    const { value, thrown } = await new Promise<Outcome>((resolve, reject) => {
      const forget = this.#hearing.on(id, (outcome) => {
        forget()
        this.#abandon.delete(reject)
        resolve(outcome as Outcome)
      })
      this.#abandon.add(reject)
      this.#orders.push({ id, source: String(inPage), argument })
      this.#wake()
    })
    if (thrown !== undefined) throw new Error(thrown)
    // What the function gave, on its way through JSON.
    return value as Result
  }

  async #load(path: string, body?: object): Promise<void> {
    await this.#run('window.isLeft = true')
    await this.#command(path, body)
    // The driver may answer before the page is there, or the one before it gone.
    while (!(await this.#run('return !window.isLeft && document.readyState === "complete"'))) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    const orders: Order[] = []
    this.#orders = orders
    const next = randomUUID()
    this.#hearing.on(next, () => this.#nextOf(orders))
    await this.#run(`(${takeOrders})(...arguments)`, [this.#hearing.url, next, this.#names])
  }

  async #nextOf(orders: Order[]): Promise<Order | undefined> {
    while (orders.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return orders.shift()
  }

  #run(script: string, args: readonly unknown[] = []): Promise<unknown> {
    return this.#command('/execute/sync', { script, args })
  }

  #command(path: string, body?: object): Promise<unknown> {
    return this.#session.inWindow(this.#handle, 'POST', path, body)
  }

  #abandonAll(what: string): void {
    for (const abandon of this.#abandon) abandon(new Error(`The tab ${what}.`))
    this.#abandon.clear()
  }
}

/** Runs in the page, for as long as there is one. */
function takeOrders(url: string, next: string, names: readonly string[]): void {
  const tell = (name: string, told: unknown): Promise<unknown> =>
    fetch(`${url}/${name}`, { method: 'POST', body: JSON.stringify(told) }).then((answer) => answer.json())
  const carryOut = async ({ id, source, argument }: { id: string; source: string; argument: unknown }) => {
    try {
      const inPage = new Function(`return (${source})`)()
      await tell(id, { value: await inPage(argument) })
    } catch (error) {
      await tell(id, { thrown: String(error) })
    }
  }
  const work = async () => {
    for (;;) carryOut((await tell(next, {})) as Order)
  }
  for (const name of names) Object.assign(window, { [name]: (told: unknown) => tell(name, told) })
  work()
}
