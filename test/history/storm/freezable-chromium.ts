import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, chromium } from 'playwright'
import { chromiumLaunchOptions } from '../../../scripts/find-chromium.mjs'

export interface FreezableChromium {
  readonly context: BrowserContext
  close(): Promise<void>
}

/**
 * A Chromium whose pages can be frozen. In one that Playwright launches, or with its defaults, every page counts as the
 * one in front, and the command to freeze it does nothing.
 */
export async function launchFreezableChromium(): Promise<FreezableChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'rewindable-storm-'))
  const { executablePath, args } = chromiumLaunchOptions()
  const process = spawn(
    executablePath,
    [...args, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const exited = once(process, 'exit')
  const close = async (): Promise<void> => {
    process.kill('SIGKILL')
    await exited
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
    const browser = await chromium.connectOverCDP(await debuggerIn(process.stderr), { noDefaults: true })
    const [context] = browser.contexts()
    if (!context) throw new Error('Chromium has no context of its own.')
    return { context, close: () => browser.close().then(close) }
  } catch (error) {
    await close()
    throw error
  }
}

async function debuggerIn(stderr: NodeJS.ReadableStream): Promise<string> {
  const said: string[] = []
  for await (const line of createInterface(stderr)) {
    said.push(line)
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (address === undefined) continue
    // Nobody reads the rest: it must not fill the pipe.
    stderr.resume()
    return address
  }
  throw new Error(`Chromium ended before it listened:\n${said.join('\n')}`)
}
