import { playwright } from '@vitest/browser-playwright'
import type { BrowserProvider, BrowserProviderOption } from 'vitest/node'
import type { Engine, RunningBrowser } from './engine.ts'

/** Returns a provider that lets Vitest run its browser tests in a page of the engine. */
export function inEngine(engine: Engine): BrowserProviderOption {
  return {
    // Only the browser differs. The server for the tests is the same for every provider.
    ...playwright(),
    name: engine.name,
    supportedBrowser: [engine.name],
    providerFactory: () => new EngineProvider(engine),
  }
}

class EngineProvider implements BrowserProvider {
  readonly name: string
  // Each page has its own browser.
  readonly supportsParallelism = true
  readonly #engine: Engine
  readonly #shown = new Map<string, Promise<RunningBrowser>>()

  constructor(engine: Engine) {
    this.name = engine.name
    this.#engine = engine
  }

  getCommandsContext(): Record<string, unknown> {
    return {}
  }

  async openPage(sessionId: string, url: string): Promise<void> {
    const before = this.#shown.get(sessionId)
    const shown = Promise.resolve(before?.then(({ close }) => close())).then(() => this.#engine.show(url))
    this.#shown.set(sessionId, shown)
    await shown
  }

  async close(): Promise<void> {
    const shown = [...this.#shown.values()]
    this.#shown.clear()
    await Promise.allSettled(shown.map(async (page) => (await page).close()))
  }
}

declare module 'vitest/node' {
  interface _BrowserNames {
    engine: string
  }
}
