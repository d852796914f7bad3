import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chosenEngines } from '../engines/chosen-engines.ts'
import type { Profile, Tab } from '../engines/engine.ts'
import { type Site, servePages } from './browser.ts'
import type { Shown } from './replacement/tab.ts'

let site: Site
let profile: Profile

beforeAll(async () => {
  site = await servePages('test/e2e/replacement/tab.html')
})

afterAll(() => site?.close())

describe.each(chosenEngines().map((engine) => [engine.name, engine] as const))('in %s', (_, engine) => {
  beforeEach(async () => {
    profile = await engine.open()
  })

  afterEach(() => profile?.close())

  test('a tab that appends continuously appends to each log that another tab imports as a replacement', async () => {
    const [here, there] = [await openTab('replaced'), await openTab('replaced')]
    await here.evaluate(() => window.replacementTab.replace('first', 700))
    const appending = there.evaluate(() => window.replacementTab.appendUntilStopped())
    const acknowledged = (): Promise<number> => there.evaluate(() => window.replacementTab.appends.acknowledged)
    for (const [mark, events] of [
      ['a longer one', 1_500],
      ['short', 5],
      ['another', 300],
      ['none', 0],
      ['the last one', 400],
    ] as const) {
      const before = await acknowledged()
      await expect.poll(acknowledged, { interval: 5 }).toBeGreaterThan(before + 20)
      await here.evaluate(([mark, events]) => window.replacementTab.replace(mark, events), [mark, events] as const)
    }
    const before = await acknowledged()
    await expect.poll(acknowledged, { interval: 5 }).toBeGreaterThan(before + 20)
    await there.evaluate(() => window.replacementTab.stopAppending())
    await appending

    const log = await here.evaluate(() => window.replacementTab.read())
    expect(await there.evaluate(() => window.replacementTab.read())).toEqual(log)
    expect(log.length).toBeGreaterThan(420)
    expectOneLog(log, 'the last one', 400)
    for (const tab of [here, there]) {
      const end = log.length
      expect(await tab.evaluate(() => window.replacementTab.verify())).toEqual({ soundUntil: end, lastPosition: end })
      const positions = async (): Promise<unknown> => (await tab.evaluate(() => window.replacementTab.shown)).positions
      await expect.poll(positions).toEqual([end, end])
    }
    const shown: readonly Shown[] = await Promise.all(
      [here, there].map((tab) => tab.evaluate(() => window.replacementTab.shown)),
    )
    const [mine, theirs] = shown
    expect(mine).toEqual(theirs)
    expect(mine?.statuses).toEqual(['live', 'undefined'])
    expect(mine?.live).toEqual(mine?.timeline)
    expect(mine?.live.events).toBe(log.length)
    expect(await there.evaluate(() => window.replacementTab.errors)).toEqual([])
  })

  test('a tab that closes before the end of the file keeps the old log, and the next replacement works', async () => {
    const [survivor, closed] = [await openTab('closed'), await openTab('closed')]
    await survivor.evaluate(() => window.replacementTab.replace('old', 50))
    const before = await survivor.evaluate(() => window.replacementTab.read())
    await closed.evaluate(() => window.replacementTab.replaceSlowly('new', 2_000))
    await closed.evaluate(() => window.staged)
    await closed.close()
    expect(await survivor.evaluate(() => window.replacementTab.read())).toEqual(before)
    await survivor.evaluate(() => window.replacementTab.replace('next', 60))
    expectOneLog(await survivor.evaluate(() => window.replacementTab.read()), 'next', 60)
  })

  test('a tab that closes during a replacement leaves either the old log or the new log', async () => {
    const survivor = await openTab('killed')
    for (let turn = 0; turn < 6; turn += 1) {
      await survivor.evaluate(() => window.replacementTab.replace('old', 50))
      const closed = await openTab('killed')
      const replacing = closed.evaluate(() => window.replacementTab.replace('new', 3_000)).catch(() => {})
      // The delay grows each time, so tabs close while they stage the file, while they replace the log, and afterwards.
      await closed.evaluate((turn) => new Promise((resolve) => setTimeout(resolve, 40 * turn)), turn)
      await closed.close()
      await replacing
      const log = await survivor.evaluate(() => window.replacementTab.read())
      const isNew = log.length === 3_000
      expectOneLog(log, isNew ? 'new' : 'old', isNew ? 3_000 : 50)
    }
  })
})

async function openTab(storeName: string): Promise<Tab> {
  const tab = await profile.openTab(`${site.url}test/e2e/replacement/tab.html`)
  await tab.evaluate((storeName) => window.ReplacementTab.open(storeName), storeName)
  return tab
}

/** Expects positions and versions without gaps, and a log of all events of one file followed by appends. */
function expectOneLog(log: readonly string[], mark: string, events: number): void {
  const versions = new Map<string, number>()
  for (const [index, line] of log.entries()) {
    const [position, streamId = '', version, ...note] = line.split(' ')
    versions.set(streamId, (versions.get(streamId) ?? 0) + 1)
    expect([position, version]).toEqual([`${index + 1}`, `${versions.get(streamId)}`])
    expect(note.join(' ')).toMatch(index < events ? new RegExp(`^${mark} ${index}$`) : /^own \d+$/)
  }
}
