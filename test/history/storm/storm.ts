import { setTimeout as pause } from 'node:timers/promises'
import type { BrowserContext, CDPSession, Page } from 'playwright'
import type { History } from '../history.ts'
import { readRawLog } from './raw-log.ts'
import { Recorder } from './recorder.ts'
import type { Order } from './report.ts'
import { type PlannedFault, type Script, tabs } from './script.ts'
import type { TabOrder } from './tab.ts'

// Milliseconds. A passing storm never waits this long.
const timeout = 60_000
// Milliseconds. Other tabs may wait for a transaction that the frozen tab began.
const longestFreeze = 1_000

type Tab = {
  readonly page: Page
  readonly protocol: CDPSession
  readonly writers: readonly string[]
  hasCrashed: boolean
}

/** Several tabs that append to one log while they are frozen, crashed, closed and reloaded. The first tab has a worker. */
export class Storm {
  readonly recorder = new Recorder()
  readonly faultCounts = { freeze: 0, crash: 0, close: 0, reload: 0 }
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

  /** Runs the storm. @returns its history, after all remaining tabs have seen the whole log or after a timeout */
  async run(): Promise<History> {
    await this.#context.exposeFunction('sendReports', (reports: string) => this.recorder.record(JSON.parse(reports)))
    for (let place = 0; place < tabs; place++) this.#tabs[place] = await this.#openTab(place)
    for (const fault of this.#script.faults) {
      await this.#reach(fault.after)
      // The first error may cause the later errors.
      if (this.recorder.troubles.length > 0) break
      await this.#apply(fault)
      await this.#replaceCrashed()
    }
    await this.#reach(this.#script.appends)
    await Promise.all(this.#thaws)
    await this.#replaceCrashed()
    return this.#end()
  }

  async #apply({ kind, tab: place, lasts, isShownAgain }: PlannedFault): Promise<void> {
    const tab = this.#tabs[place]
    if (!tab) return
    this.faultCounts[kind] += 1
    switch (kind) {
      case 'freeze':
        await tab.protocol.send('Page.setWebLifecycleState', { state: 'frozen' })
        this.#thaws.push(this.#thaw(tab, this.recorder.invoked + lasts, isShownAgain))
        break
      case 'crash':
        // A crashing page does not respond to this command.
        tab.protocol.send('Page.crash').catch(() => {})
        await this.#wait(() => tab.hasCrashed, 'the crash of a page')
        break
      case 'close':
        await tab.page.close()
        this.recorder.markDead(tab.writers)
        this.#tabs[place] = await this.#openTab(place)
        break
      case 'reload':
        this.recorder.markDead(tab.writers)
        this.#tabs[place] = await this.#openTab(place, tab.page)
        break
    }
  }

  async #thaw({ protocol, page }: Tab, invoked: number, isShownAgain: boolean): Promise<void> {
    await until(() => this.recorder.invoked >= invoked, longestFreeze)
    try {
      await protocol.send('Page.setWebLifecycleState', { state: 'active' })
      if (isShownAgain) await page.bringToFront()
    } catch {
      // The page was closed or crashed while it was frozen.
    }
  }

  /** Replaces every crashed tab, because pages that share a process crash together. */
  async #replaceCrashed(): Promise<void> {
    for (const [place, { page, writers, hasCrashed }] of this.#tabs.entries()) {
      if (!hasCrashed) continue
      await page.close()
      this.recorder.markDead(writers)
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
    const { seed, channelFaults } = this.#script
    return {
      writer,
      storeName: 'storm',
      seed,
      channelFaults,
      unknownCommands: this.recorder.adoptUnknownCommands(writer),
    }
  }

  async #end(): Promise<History> {
    const { recorder } = this
    await Promise.all(this.#tabs.map(({ page }) => page.evaluate(() => window.stormTab.finish())))
    const writers = this.#tabs.flatMap((tab) => tab.writers)
    await this.#wait(() => writers.every((writer) => recorder.finished.has(writer)), 'the last appends')
    await this.#tabs.at(-1)?.page.evaluate(() => window.stormTab.appendLast())

    const outsider = await this.#context.newPage()
    await outsider.goto(`${this.#siteUrl}test/e2e/tabs/empty.html`)
    const { log, commits } = await readRawLog(outsider, 'storm')
    this.commits = commits
    // The checker reports followers that did not see the whole log.
    await until(() => recorder.haveAllSeen(log.length), timeout)
    return recorder.history(log)
  }

  #reach(invoked: number): Promise<void> {
    const { troubles } = this.recorder
    return this.#wait(() => this.recorder.invoked >= invoked || troubles.length > 0, `${invoked} appends`)
  }

  /** Records a timeout instead of throwing, because the history explains more. */
  async #wait(holds: () => boolean, what: string): Promise<void> {
    if (!(await until(holds, timeout))) this.recorder.troubles.push(`Timed out waiting for ${what}.`)
  }
}

/** @returns whether `holds` returned true within this time */
async function until(holds: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!holds() && performance.now() < end) await pause(5)
  return holds()
}
