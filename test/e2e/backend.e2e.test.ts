import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chosenEngines } from '../engines/chosen-engines.ts'
import { detectBackend } from '../engines/detect-backend.ts'
import type { RunningBrowser } from '../engines/engine.ts'
import { type MessageServer, startMessageServer } from '../engines/message-server.ts'
import { type Site, servePages } from './browser.ts'

let site: Site
let server: MessageServer
let stored: Promise<void>
let opened: RunningBrowser | undefined

beforeAll(async () => {
  site = await servePages('test/engines/storing.html')
})

afterAll(() => site?.close())

describe.each(chosenEngines().map((engine) => [engine.name, engine] as const))('in %s', (_, engine) => {
  beforeEach(async () => {
    server = await startMessageServer()
    stored = new Promise((resolve) => {
      server.on('stored', () => resolve())
    })
  })

  afterEach(async () => {
    await opened?.close()
    await server.close()
  })

  test(`a page without a driver stores its databases in ${engine.backend.shown}`, async () => {
    opened = await engine.show(storingPage())
    await stored
    expect(detectBackend(opened.folder)).toBe(engine.backend.shown)
  })

  test(`a tab that a driver controls stores its databases in ${engine.backend.tabs}`, async ({ task }) => {
    const profile = await engine.open()
    opened = profile
    await profile.openTab(storingPage())
    await stored
    expect(detectBackend(profile.folder)).toBe(engine.backend.tabs)
    // The table of tested engines shows these values.
    const { shown: backend, tabs: backendOfTabs } = engine.backend
    task.meta.engine = { version: profile.version, backend, backendOfTabs }
  })
})

function storingPage(): string {
  return `${site.url}test/engines/storing.html#${server.url}/stored`
}

declare module 'vitest' {
  interface TaskMeta {
    engine?: { version: string; backend: string; backendOfTabs: string }
  }
}
