import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chosenEngines } from '../engines/chosen-engines.ts'
import type { Shown } from '../engines/engine.ts'
import { foundBackend } from '../engines/found-backend.ts'
import { type Hearing, startHearing } from '../engines/hearing.ts'
import { type Site, servePages } from './browser.ts'

let site: Site
let hearing: Hearing
let stored: Promise<void>
let opened: Shown | undefined

beforeAll(async () => {
  site = await servePages('test/engines/storing.html')
})

afterAll(() => site?.close())

describe.each(chosenEngines().map((engine) => [engine.name, engine] as const))('in %s', (_, engine) => {
  beforeEach(async () => {
    hearing = await startHearing()
    stored = new Promise((resolve) => {
      hearing.on('stored', () => resolve())
    })
  })

  afterEach(async () => {
    await opened?.close()
    await hearing.close()
  })

  test(`a page by itself has its databases in ${engine.backend.shown}`, async () => {
    opened = await engine.show(storingPage())
    await stored
    expect(foundBackend(opened.folder)).toBe(engine.backend.shown)
  })

  test(`a tab beside others has its databases in ${engine.backend.tabs}`, async ({ task }) => {
    const profile = await engine.open()
    opened = profile
    await profile.openTab(storingPage())
    await stored
    expect(foundBackend(profile.folder)).toBe(engine.backend.tabs)
    // For the table of what was run where.
    const { shown: backend, tabs: backendOfTabs } = engine.backend
    task.meta.engine = { version: profile.version, backend, backendOfTabs }
  })
})

function storingPage(): string {
  return `${site.url}test/engines/storing.html#${hearing.url}/stored`
}

declare module 'vitest' {
  interface TaskMeta {
    engine?: { version: string; backend: string; backendOfTabs: string }
  }
}
