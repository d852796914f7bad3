import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, chromium } from 'playwright'
import { chromiumLaunchOptions } from '../../../scripts/find-chromium.mjs'
import { startGroup } from '../../engines/process-group.ts'

export interface FreezableChromium {
  readonly context: BrowserContext
  /** Suspends the whole browser for this many milliseconds. */
  pause(milliseconds: number): Promise<void>
  close(): Promise<void>
}

/**
 * Launches a Chromium whose pages can be frozen. Playwright's own launch and defaults treat every page as visible, and a
 * visible page cannot be frozen.
 */
export async function launchFreezableChromium(): Promise<FreezableChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'rewindable-storm-'))
  const { executablePath, args } = chromiumLaunchOptions()
  const group = startGroup(
    executablePath,
    [...args, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const close = async (): Promise<void> => {
    await group.end()
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
    const browser = await chromium.connectOverCDP(await debuggerIn(group.process.stderr), { noDefaults: true })
    const [context] = browser.contexts()
    if (!context) throw new Error('Expected Chromium to have a default context, found none.')
    return { context, pause: group.pause, close: () => browser.close().then(close) }
  } catch (error) {
    await close()
    throw error
  }
}

async function debuggerIn(stderr: NodeJS.ReadableStream | null): Promise<string> {
  if (stderr === null) throw new Error('Expected Chromium to have a stderr pipe, found none.')
  const said: string[] = []
  for await (const line of createInterface(stderr)) {
    said.push(line)
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (address === undefined) continue
    // The rest of the output must not fill the pipe.
    stderr.resume()
    return address
  }
  throw new Error(`Chromium exited before its debugger listened:\n${said.join('\n')}`)
}
