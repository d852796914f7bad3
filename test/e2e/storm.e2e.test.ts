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
const { REWINDABLE_HISTORY: keptHistory } = process.env

// A seed makes the tabs try the same, and the same befall them. Who is faster is the browser's affair: a fault that hangs
// on it may take a few rounds to show again. So the history of a storm that fails is kept, and REWINDABLE_HISTORY names
// one for the checker to read again.
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
  if (figuresFolder) await keep('storm.json', { total: total(Object.values(figures)), bySeed: figures }, figuresFolder)
})

test.each(seeds)(
  'four tabs and a worker leave a history that one log could have led to, through a storm (REWINDABLE_SEED="%s")',
  { timeout: 300_000 },
  async (seed) => {
    const chromium = await launchFreezableChromium()
    onTestFinished(chromium.close)
    const storm = new Storm(chromium.context, { siteUrl: site.url, script: scriptOf(seed, appends) })
    const history = await storm.run()
    const found = [...storm.recorder.troubles, ...violations(history)]
    const kept = found.length > 0 && (await keep(`storm-${seed}.json`, history, figuresFolder ?? tmpdir()))
    const came: Figures = { ...figuresOf(storm, history), objections: found.length }
    figures[seed] = came
    expect(found.slice(0, 20), `${found.length} objections to the history in ${kept}`).toEqual([])

    const codes = history.operations.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome.code] : []))
    expect([...new Set(codes)].filter((code) => !['ConcurrencyConflict', 'StoreClosed'].includes(code))).toEqual([])
    // That it was a storm.
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
      expect(came[what], what).toBeGreaterThan(0)
    expect(storm.recorder.count('frozen'), 'freezes that the pages noticed').toBeGreaterThan(0)
    console.log(`REWINDABLE_SEED="${seed}": ${inWords(came)}`)
  },
)

test.each(keptHistory ? [keptHistory] : [])('one log could have led to what %s tells', async (path) => {
  expect(violations(JSON.parse(await readFile(path, 'utf8')))).toEqual([])
})

async function keep(name: string, content: object, folder: string): Promise<string> {
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
