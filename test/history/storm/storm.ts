import { setTimeout as pause } from 'node:timers/promises'
import type { BrowserContext, CDPSession, Page } from 'playwright'
import type { History } from '../history.ts'
import { readRawLog } from './raw-log.ts'
import { Recorder } from './recorder.ts'
import { type Blow, type Script, tabs } from './script.ts'
import type { TabOrder } from './tab.ts'
import type { Order } from './told.ts'

// What passes never waits for it.
const patience = 60_000
// The others may be waiting for a transaction that the frozen one began.
const longestFrost = 1_000

type Tab = {
  readonly page: Page
  readonly protocol: CDPSession
  readonly writers: readonly string[]
  hasCrashed: boolean
}

/** Several tabs, the first one with a worker, that all append to one log, and what befalls them. */
export class Storm {
  readonly recorder = new Recorder()
  readonly struck = { freeze: 0, crash: 0, close: 0, reload: 0 }
  readonly #context: BrowserContext
  readonly #siteUrl: string
  readonly #script: Script
  readonly #tabs: Tab[] = []
  readonly #thaws: Promise<void>[] = []
  #opened = 0
  commits = 0

  constructor(context: BrowserContext, { siteUrl, script }: { siteUrl: string; script: Script }) {
    this.#context = context
    this.#siteUrl = siteUrl
    this.#script = script
  }

  /** @returns what happened, once all that are left have seen all of it, or do not come to see it */
  async rage(): Promise<History> {
    await this.#context.exposeFunction('tell', (told: string) => this.recorder.hear(JSON.parse(told)))
    for (let place = 0; place < tabs; place++) this.#tabs[place] = await this.#openTab(place)
    for (const blow of this.#script.blows) {
      await this.#reach(blow.after)
      // What goes wrong now may have to do with what went wrong before.
      if (this.recorder.troubles.length > 0) break
      await this.#strike(blow)
      await this.#replaceCrashed()
    }
    await this.#reach(this.#script.appends)
    await Promise.all(this.#thaws)
    await this.#replaceCrashed()
    return this.#end()
  }

  async #strike({ kind, tab: place, lasts, isShownAgain }: Blow): Promise<void> {
    const tab = this.#tabs[place]
    if (!tab) return
    this.struck[kind] += 1
    switch (kind) {
      case 'freeze':
        await tab.protocol.send('Page.setWebLifecycleState', { state: 'frozen' })
        this.#thaws.push(this.#thaw(tab, this.recorder.invoked + lasts, isShownAgain))
        break
      case 'crash':
        // It does not answer: it crashes.
        tab.protocol.send('Page.crash').catch(() => {})
        await this.#wait(() => tab.hasCrashed, 'the crash of a page')
        break
      case 'close':
        await tab.page.close()
        this.recorder.bury(tab.writers)
        this.#tabs[place] = await this.#openTab(place)
        break
      case 'reload':
        this.recorder.bury(tab.writers)
        this.#tabs[place] = await this.#openTab(place, tab.page)
        break
    }
  }

  async #thaw({ protocol, page }: Tab, invoked: number, isShownAgain: boolean): Promise<void> {
    await until(() => this.recorder.invoked >= invoked, longestFrost)
    try {
      await protocol.send('Page.setWebLifecycleState', { state: 'active' })
      if (isShownAgain) await page.bringToFront()
    } catch {
      // It was closed or crashed while it was frozen.
    }
  }

  /** Pages can share a process, and then they share its end. */
  async #replaceCrashed(): Promise<void> {
    for (const [place, { page, writers, hasCrashed }] of this.#tabs.entries()) {
      if (!hasCrashed) continue
      await page.close()
      this.recorder.bury(writers)
      this.#tabs[place] = await this.#openTab(place)
    }
  }

  async #openTab(place: number, reloaded?: Page): Promise<Tab> {
    const page = reloaded ?? (await this.#context.newPage())
    await page.goto(`${this.#siteUrl}test/history/storm/tab.html`)
    this.#opened += 1
    const itself = this.#order(`tab ${place} (${this.#opened})`)
    const worker = place === 0 ? this.#order(`worker (${this.#opened})`) : undefined
    const order: TabOrder = { itself, worker }
    const tab: Tab = {
      page,
      protocol: await this.#context.newCDPSession(page),
      writers: worker ? [itself.writer, worker.writer] : [itself.writer],
      hasCrashed: false,
    }
    page.on('crash', () => {
      tab.hasCrashed = true
    })
    page.on('pageerror', (error) => this.recorder.troubles.push(`${itself.writer}: ${error.stack}`))
    await page.evaluate((order) => {
      window.stormTab = new window.StormTab(order)
    }, order)
    return tab
  }

  #order(writer: string): Order {
    const { seed, doorbell } = this.#script
    return { writer, storeName: 'storm', seed, doorbell, unknownCommands: this.recorder.bequeath(writer) }
  }

  async #end(): Promise<History> {
    const { recorder } = this
    await Promise.all(this.#tabs.map(({ page }) => page.evaluate(() => window.stormTab.finish())))
    const writers = this.#tabs.flatMap((tab) => tab.writers)
    await this.#wait(() => writers.every((writer) => recorder.finished.has(writer)), 'the last appends')
    await this.#tabs.at(-1)?.page.evaluate(() => window.stormTab.sayLastWord())

    const outsider = await this.#context.newPage()
    await outsider.goto(`${this.#siteUrl}test/e2e/tabs/empty.html`)
    const { log, commits } = await readRawLog(outsider, 'storm')
    this.commits = commits
    // Who does not see all of it in the end is found by the checker.
    await until(() => recorder.haveAllSeen(log.length), patience)
    return recorder.history(log)
  }

  #reach(invoked: number): Promise<void> {
    const { troubles } = this.recorder
    return this.#wait(() => this.recorder.invoked >= invoked || troubles.length > 0, `${invoked} appends`)
  }

  /** What does not come is a trouble among others: the history tells more. */
  async #wait(holds: () => boolean, what: string): Promise<void> {
    if (!(await until(holds, patience))) this.recorder.troubles.push(`Waited in vain for ${what}.`)
  }
}

/** @returns whether it came to hold within this time */
async function until(holds: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!holds() && performance.now() < end) await pause(5)
  return holds()
}
