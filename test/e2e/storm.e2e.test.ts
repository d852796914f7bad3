import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { violations } from '../history/checker.ts'
import { type Figures, figuresOf, total } from '../history/storm/figures.ts'
import { launchFreezableChromium } from '../history/storm/freezable-chromium.ts'
import { scriptOf } from '../history/storm/script.ts'
import { Storm } from '../history/storm/storm.ts'
import { type Site, servePages } from './browser.ts'

const { REWINDABLE_SEED: wantedSeed, REWINDABLE_STORM: rounds = '1', REWINDABLE_FIGURES: figuresFolder } = process.env
const { REWINDABLE_HISTORY: savedHistory } = process.env

// A seed repeats the same operations and the same faults, but the browser decides the timing.
// A failure that depends on timing may need several rounds to reappear. Failed runs therefore save their history.
// Set REWINDABLE_HISTORY to the path of a saved history to check it again.
const seeds = wantedSeed
  ? [wantedSeed]
  : ['first', ...Array.from({ length: Number(rounds) }, () => randomUUID().slice(0, 8))]

const appends = 3_000

let site: Site
const figures: Record<string, Figures> = {}

beforeAll(async () => {
  site = await servePages('test/history/storm/tab.html', 'test/e2e/tabs/empty.html')
})

afterAll(async () => {
  await site?.close()
  if (figuresFolder) await save('storm.json', { total: total(Object.values(figures)), bySeed: figures }, figuresFolder)
})

test.each(seeds)(
  'four tabs and a worker produce a history that matches a single log despite faults (REWINDABLE_SEED="%s")',
  { timeout: 300_000 },
  async (seed) => {
    const chromium = await launchFreezableChromium()
    onTestFinished(chromium.close)
    const storm = new Storm(chromium.context, { siteUrl: site.url, script: scriptOf(seed, appends) })
    const history = await storm.run()
    const found = [...storm.recorder.troubles, ...violations(history)]
    const saved = found.length > 0 && (await save(`storm-${seed}.json`, history, figuresFolder ?? tmpdir()))
    const counts: Figures = { ...figuresOf(storm, history), objections: found.length }
    figures[seed] = counts
    expect(found.slice(0, 20), `${found.length} violations in the history ${saved}`).toEqual([])

    const codes = history.operations.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome.code] : []))
    expect([...new Set(codes)].filter((code) => !['ConcurrencyConflict', 'StoreClosed'].includes(code))).toEqual([])
    // The faults must have happened, or the test would prove nothing.
    for (const what of [
      'ok',
      'failed',
      'crashes',
      'closes',
      'reloads',
      'freezes',
      'storesReopened',
      'doorbellsDropped',
    ])
      expect(counts[what], what).toBeGreaterThan(0)
    expect(storm.recorder.count('frozen'), 'freezes that the pages detected').toBeGreaterThan(0)
    console.log(`REWINDABLE_SEED="${seed}": ${inWords(counts)}`)
  },
)

test.each(savedHistory ? [savedHistory] : [])('the saved history %s matches a single log', async (path) => {
  expect(violations(JSON.parse(await readFile(path, 'utf8')))).toEqual([])
})

async function save(name: string, content: object, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`)
  return path
}

function inWords(figures: Figures): string {
  return Object.entries(figures)
    .map(([what, count]) => `${what.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${count}`)
    .join(', ')
}
