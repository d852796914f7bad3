import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chosenEngines } from '../engines/chosen-engines.ts'
import type { Profile, Tab } from '../engines/engine.ts'
import { type Site, servePages } from './browser.ts'
import type { Effect } from './model/tab.ts'

let site: Site
let profile: Profile

beforeAll(async () => {
  site = await servePages('test/e2e/model/tab.html')
})

afterAll(() => site?.close())

describe.each(chosenEngines().map((engine) => [engine.name, engine] as const))('in %s', (_, engine) => {
  beforeEach(async () => {
    profile = await engine.open()
  })

  afterEach(() => profile?.close())

  // With WebDriver, a round takes half a second.
  const rounds = engine.name.startsWith('chromium') ? 200 : 60

  test(`when two tabs withdraw 80 from 100 at the same time, exactly one is paid in each of ${rounds} rounds`, async () => {
    const tabs = [await openTab('bank', 'first'), await openTab('bank', 'second')] as const
    let decidedAgain = 0
    let wonByFirst = 0
    for (let round = 1; round <= rounds; round += 1) {
      const streamId = `account:${round}`
      await tabs[round % 2 ? 0 : 1].evaluate((streamId) => window.commandTab.putIn(streamId, [100]), streamId)
      const at = Date.now() + 15
      const [first, second] = await Promise.all(
        tabs.map((tab) =>
          tab.evaluate(([streamId, at]) => window.commandTab.withdraw(streamId, 80, at), [streamId, at] as const),
        ),
      )
      expect([first?.outcome, second?.outcome].sort()).toEqual(['not enough', 'paid'])
      const [paid, refused] = first?.outcome === 'paid' ? [first, second] : [second, first]
      // The refused tab made its last decision on the state that the paid tab left. Earlier attempts may have seen 100.
      expect(paid?.decidedOn).toEqual([100])
      expect(refused?.decidedOn.at(-1)).toBe(20)
      if (refused && refused.decidedOn.length > 1) decidedAgain += 1
      if (first?.outcome === 'paid') wonByFirst += 1
    }
    const third = await openTab('bank', 'third')
    const changes = await third.evaluate(() => window.commandTab.streams('account:'))
    expect(Object.keys(changes)).toHaveLength(rounds)
    for (const change of Object.values(changes)) expect(change).toEqual([100, -80])
    // Without any race, the test would prove nothing.
    expect(decidedAgain).toBeGreaterThan(0)
    console.log(
      `2 tabs withdrew 80 from 100 in ${rounds} rounds: the first tab was paid ${wonByFirst} times; ` +
        `${decidedAgain} times the refused tab decided on 100, got a conflict and decided again on 20`,
    )
  })

  describe('a reactor in a tab that ends between an effect and its checkpoint', () => {
    const ends: [string, (tab: Tab) => Promise<void>][] = engine.canCrash
      ? [
          ['crashes', (tab) => tab.crash()],
          ['is closed', (tab) => tab.close()],
        ]
      : [['is closed (this engine has no command for a crash)', (tab) => tab.close()]]
    test.each(ends)(
      'when the tab of a reactor %s after an effect, the next tab repeats that effect with the same key',
      async (_, die) => {
        const effects: Effect[] = []
        /** The first tab never receives the result of this effect. */
        const fatal = 3
        let hasHappened = (): void => {}
        const happened = new Promise<void>((resolve) => {
          hasHappened = resolve
        })
        await profile.expose('haveEffect', async (effect: Effect) => {
          effects.push(effect)
          if (effect.tab !== 'first' || effect.amount !== fatal) return
          hasHappened()
          await new Promise(() => {})
        })
        const first = await openTab('effects', 'first')
        const second = await openTab('effects', 'second')
        await first.evaluate(() => window.commandTab.startReactor())
        await expect.poll(() => first.evaluate(() => window.commandTab.status)).toBe('running')
        await second.evaluate(() => window.commandTab.startReactor())

        const keys = await second.evaluate(() => window.commandTab.putIn('purse', [1, 2, 3, 4, 5]))
        await happened
        expect(await second.evaluate(() => window.commandTab.position())).toBe(2)
        expect(await second.evaluate(() => window.commandTab.status)).toBe('waiting')
        await die(first)
        const died = performance.now()
        await expect.poll(() => effects.length, { interval: 1, timeout: 30_000 }).toBeGreaterThan(3)
        const takenOver = performance.now() - died
        await expect.poll(() => second.evaluate(() => window.commandTab.position())).toBe(5)

        const [one, two, three, four, five] = keys.map((key, index) => ({ amount: index + 1, key }))
        expect(effects).toEqual([
          { tab: 'first', ...one },
          { tab: 'first', ...two },
          { tab: 'first', ...three },
          { tab: 'second', ...three },
          { tab: 'second', ...four },
          { tab: 'second', ...five },
        ])
        const more = await second.evaluate(() => window.commandTab.putIn('purse', [6]))
        await expect.poll(() => effects.at(-1)).toEqual({ tab: 'second', amount: 6, key: more[0] })
        console.log(`The other tab took over ${takenOver.toFixed(0)} ms after the first tab ended`)
      },
    )
  })
})

async function openTab(storeName: string, name: string): Promise<Tab> {
  const tab = await profile.openTab(`${site.url}test/e2e/model/tab.html`)
  await tab.evaluate(([storeName, name]) => window.CommandTab.open(storeName, name), [storeName, name] as const)
  return tab
}
