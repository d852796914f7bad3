import { readdirSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumLaunchOptions } from '../../scripts/find-chromium.mjs'
import { type Site, servePages } from './browser.ts'
import type { Reading } from './lost-file/page.ts'

let site: Site
let profile: string
let context: BrowserContext | undefined

beforeAll(async () => {
  site = await servePages('test/e2e/lost-file/page.html')
  profile = await mkdtemp(join(tmpdir(), 'rewindable-lost-file-'))
})

afterAll(async () => {
  await context?.close()
  await site?.close()
  await rm(profile, { recursive: true, force: true, maxRetries: 10 })
})

async function openPage(): Promise<Page> {
  context = await chromium.launchPersistentContext(profile, chromiumLaunchOptions())
  const page = await context.newPage()
  await page.goto(`${site.url}test/e2e/lost-file/page.html`)
  await expect.poll(() => page.title(), { timeout: 30_000 }).toBe('ready')
  return page
}

test('after the browser loses a file, the log reports the damaged commit, and all commits before it are readable', async ({
  skip,
}) => {
  const page = await openPage()
  await page.evaluate(() => window.appendDeposits(300, 200, 900_000))
  expect(await page.evaluate(() => window.verify())).toEqual({
    soundUntil: 300,
    lastPosition: 300,
    firstBad: undefined,
  })
  await context?.close()

  const files = readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.parentPath.includes('.indexeddb.blob'))
    .map((file) => join(file.parentPath, file.name))
  if (files.length === 0) skip('This browser stores large values in the database, not in files.')
  for (const file of files) rmSync(file)

  const again = await openPage()
  expect(await again.evaluate(() => window.verify())).toEqual({ soundUntil: 199, lastPosition: 300, firstBad: 200 })
  const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i)
  const expected: Record<string, Reading> = {
    forward: { positions: upTo(199), error: 'LogCorrupted' },
    backward: { positions: upTo(300, 201).reverse(), error: 'LogCorrupted' },
    before: { positions: upTo(199), error: undefined },
    behind: { positions: upTo(300, 201), error: undefined },
    file: { positions: upTo(199), error: undefined },
  }
  expect(await again.evaluate(() => window.readings())).toEqual(expected)
})
