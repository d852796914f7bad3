import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Browser, type BrowserContext, chromium } from 'playwright'
import { chromiumLaunchOptions } from '../../../scripts/find-chromium.mjs'

/** A Chromium of our own making, so that all its processes can be killed at one blow. */
export class KillableChromium {
  readonly context: BrowserContext
  readonly #process: ChildProcess
  readonly #browser: Browser

  private constructor(process: ChildProcess, browser: Browser, context: BrowserContext) {
    this.#process = process
    this.#browser = browser
    this.context = context
  }

  /** @param profile the folder in which it keeps what outlives it */
  static async launch(profile: string): Promise<KillableChromium> {
    const { executablePath, args } = chromiumLaunchOptions()
    const process = spawn(
      executablePath,
      [...args, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
      // Detached: a process group of its own.
      { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const browser = await chromium.connectOverCDP(await debuggerOf(process))
    const [context] = browser.contexts()
    if (!context) throw new Error('Chromium has no context of its own.')
    return new KillableChromium(process, browser, context)
  }

  /** All its processes end at once, without a chance to finish anything. */
  async kill(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#process
    if (pid === undefined || exitCode !== null || signalCode !== null) return
    const exited = once(this.#process, 'exit')
    process.kill(-pid, 'SIGKILL')
    await exited
    await this.#browser.close()
  }
}

async function debuggerOf(process: ChildProcess): Promise<string> {
  if (!process.stderr) throw new Error('Chromium was started without stderr.')
  const said: string[] = []
  for await (const line of createInterface(process.stderr)) {
    said.push(line)
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (address === undefined) continue
    // Nobody reads the rest: it must not fill the pipe.
    process.stderr.resume()
    return address
  }
  throw new Error(`Chromium ended before it listened:\n${said.join('\n')}`)
}
