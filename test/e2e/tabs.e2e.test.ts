import type { RecordedEvent } from 'rewindable'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import { depositSummary } from '../deposit-summary.ts'
import { chosenEngines } from '../engines/chosen-engines.ts'
import type { Profile, Tab } from '../engines/engine.ts'
import { type Site, servePages } from './browser.ts'
import { eventsIn, expectWholeAppends, readCommits, tokenOf } from './tabs/raw-log.ts'
import type { Acknowledged } from './tabs/tab.ts'

let site: Site
let profile: Profile
/** A tab of the same origin without the library. */
let rawTab: Tab

beforeAll(async () => {
  site = await servePages('test/e2e/tabs/tab.html', 'test/e2e/tabs/empty.html')
})

afterAll(() => site?.close())

describe.each(chosenEngines().map((engine) => [engine.name, engine] as const))('in %s', (_, engine) => {
  beforeEach(async () => {
    profile = await engine.open()
    rawTab = await profile.openTab(`${site.url}test/e2e/tabs/empty.html`)
  })

  afterEach(() => profile?.close())

  describe('four tabs with one log', () => {
    test('four tabs with 1,000 appends each lose none, repeat none and agree', { timeout: 300_000 }, async () => {
      const tabs = await openTabs(4, 'work')
      const acknowledged = await Promise.all(
        tabs.map((tab, index) =>
          tab.evaluate(async (own) => {
            const appended = await Promise.all([
              window.tab.appendInTurn(own, 200),
              window.tab.appendAtOnce(['shared:1', 'shared:2', `${own}:too`], 300),
              window.tab.appendExpecting('contested:1', 150, 1),
              window.tab.appendExpecting('contested:2', 150, 10),
              window.tab.appendTogether(['shared:1', 'contested:1'], 200),
            ])
            return appended.flat()
          }, `own:${index}`),
        ),
      )
      const conflicts = await Promise.all(tabs.map((tab) => tab.evaluate(() => window.tab.conflicts)))
      const commits = await readCommits(rawTab, 'work')
      const events = eventsIn(commits)

      // 200 of the 1,000 appends write to two streams.
      expect(acknowledged.map(({ length }) => length)).toEqual([1200, 1200, 1200, 1200])
      expect(acknowledged.flat().map(where).sort()).toEqual(events.map(whereRecorded).sort())
      const ids = events.map(({ id }) => id)
      expect(new Set(ids).size).toBe(events.length)
      // All ids from one tab share a part that differs from the other tabs.
      expect(new Set(ids.map((id) => id.slice(14, 28))).size).toBe(4)
      for (const tab of tabs) await expectToHaveSeen(tab, events)
      console.log(
        `4 tabs: 4,000 appends, ${events.length} events, ${commits.length} commits; ` +
          `the writing tab changed ${changesOfWriter(events)} times; ${conflicts.join(' + ')} conflicts were retried`,
      )
    })

    test('when four tabs append at the same expected version, exactly one append succeeds', async () => {
      const tabs = await openTabs(4, 'versions')
      const won: Acknowledged[] = []
      for (let version = 0; version < 150; version++) {
        const results = await Promise.all(
          tabs.map((tab) => tab.evaluate((version) => window.tab.tryAppendAt('one at a time', version), version)),
        )
        const winners = results.filter((result) => result !== undefined)
        expect(winners.map(({ streamVersion }) => streamVersion)).toEqual([version + 1])
        won.push(...winners)
      }
      for (let version = 0; version < 150; version += 10) {
        const results = await Promise.all(
          tabs.map((tab) => tab.evaluate((version) => window.tab.tryAppends('ten at a time', version, 10), version)),
        )
        const versions = results.flat().map(({ streamVersion }) => streamVersion)
        expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, index) => version + index + 1))
        won.push(...results.flat())
      }

      const events = eventsIn(await readCommits(rawTab, 'versions'))
      expect(events).toHaveLength(300)
      expect(won.map(where).sort()).toEqual(events.map(whereRecorded).sort())
      for (const tab of tabs) await expectToHaveSeen(tab, events)
      console.log(
        `4 tabs append at the same expected version, 300 times: one at a time ${winsByTab(won.slice(0, 150))}, ` +
          `ten at a time ${winsByTab(won.slice(150))}`,
      )
    })
  })

  test('when tabs append small and multi-record commits at one version, exactly one is stored, completely', async () => {
    const tabs = await openTabs(4, 'large')
    let version = 0
    for (let appends = 0; appends < 60; appends++) {
      const results = await Promise.all([
        ...tabs.slice(0, 2).map((tab) => tab.evaluate((version) => window.tab.tryAppendAt('large', version), version)),
        ...tabs.slice(2).map((tab) => tab.evaluate((version) => window.tab.tryLargeAppend('large', version), version)),
      ])
      const winners = results.filter((result) => result !== undefined)
      expect(winners).toHaveLength(1)
      version = winners[0]?.streamVersion ?? version
    }
    const events = eventsIn(await readCommits(rawTab, 'large'))
    expect(expectWholeAppends(events)).toBe(60)
    for (const tab of tabs) await expectToHaveSeen(tab, events)
  })

  test('a tab that closes during appends leaves every acknowledged append and no partial one', async () => {
    const [survivor] = await openTabs(1, 'closing')
    const acknowledged: Acknowledged[] = []
    await profile.expose('acknowledge', (one: Acknowledged) => {
      acknowledged.push(one)
    })
    for (let closed = 0; closed < 5; closed++) {
      const tab = await openTab('closing', `closed-${closed}`)
      const before = acknowledged.length
      tab.evaluate((streamId) => window.tab.appendForEver(streamId), `closing:${closed % 2}`).catch(() => {})
      await expect.poll(() => acknowledged.length, { interval: 1, timeout: 30_000 }).toBeGreaterThan(before + 50)
      await tab.close()
      const { streamVersion } = await deposit(survivor, `survivor:${closed}`, `survivor#${closed}`)
      expect(streamVersion).toBe(1)
    }
    const events = eventsIn(await readCommits(rawTab, 'closing'))
    const whole = expectWholeAppends(events)
    const recorded = new Set(events.map(whereRecorded))
    expect(acknowledged.map(where).filter((one) => !recorded.has(one))).toEqual([])
    await expectToHaveSeen(survivor, events)
    console.log(
      `5 tabs closed: ${acknowledged.length} appends acknowledged, ${whole - 5} recorded, none partial, none lost`,
    )
  })

  test('the live projection and the subscription of a second tab see each append of the first tab', async () => {
    const [writer, reader] = await openTabs(2, 'seen')
    for (let position = 1; position <= 20; position++) {
      await deposit(position % 2 === 1 ? writer : reader, 'account:1', `deposit#${position}`)
      const expected = { deposits: position, delivered: position }
      for (const tab of [writer, reader]) {
        const seen = (): Promise<unknown> =>
          tab.evaluate(() => ({ deposits: window.tab.seen.summary.events, delivered: window.tab.delivered.length }))
        await expect.poll(seen, { interval: 1, timeout: 3_000 }).toEqual(expected)
      }
    }
  })

  test('a command is recorded once, although both tabs repeat it, one of them after a reload', async () => {
    const [first, second] = await openTabs(2, 'commands')
    const results = [
      await deposit(first, 'account:1', 'the first', 'command-1'),
      await deposit(second, 'account:1', 'from another tab', 'command-1'),
      await deposit(first, 'account:2', 'from here', 'command-1'),
    ]
    await second.reload()
    await second.evaluate(() => window.Tab.open('commands', 'reloaded'))
    results.push(await deposit(second, 'account:1', 'after a reload', 'command-1'))

    const [recorded] = results
    expect(results).toEqual([false, true, true, true].map((duplicate) => ({ ...recorded, duplicate })))
    expect(eventsIn(await readCommits(rawTab, 'commands')).map(tokenOf)).toEqual(['the'])
  })

  test('when four tabs send one command at the same time, exactly one tab records it', async () => {
    const tabs = await openTabs(4, 'races')
    for (let race = 1; race <= 50; race++) {
      const results = await Promise.all(
        tabs.map((tab, index) => deposit(tab, 'account:1', `from#${index}`, `race-${race}`)),
      )
      expect(results.map(({ globalPosition }) => globalPosition)).toEqual([race, race, race, race])
      expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    }
    expect(eventsIn(await readCommits(rawTab, 'races'))).toHaveLength(50)
  })

  test('after one tab deletes the log, appends in both tabs reject with LogLost and do not recreate it', async () => {
    const [here, there] = await openTabs(2, 'deleted')
    await deposit(there, 'account:1', 'before')
    await expect.poll(() => there.evaluate(() => window.tab.seen.summary.events)).toBe(1)
    await here.evaluate(() => window.Tab.deleteStore('deleted'))

    expect(await there.evaluate(() => window.tab.refusalOfDeposit())).toBe('LogLost')
    expect(await here.evaluate(() => window.tab.refusalOfDeposit())).toBe('LogLost')
    expect(await there.evaluate(() => window.tab.refusalOfDeposit())).toBe('LogLost')
    await expect.poll(() => there.evaluate(() => window.tab.seen.status), { timeout: 10_000 }).toBe('failed')
    expect(await there.evaluate(() => window.tab.seen.summary.events)).toBe(1)
    expect(await readCommits(rawTab, 'deleted')).toEqual([])
  })
})

function openTabs<Count extends number>(count: Count, storeName: string): Promise<TabsOf<Count>>
async function openTabs(count: number, storeName: string): Promise<Tab[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => openTab(storeName, `tab-${index}`)))
}

type TabsOf<Count extends number> = Count extends 1 ? [Tab] : Count extends 2 ? [Tab, Tab] : Tab[]

async function openTab(storeName: string, name: string): Promise<Tab> {
  const tab = await profile.openTab(`${site.url}test/e2e/tabs/tab.html`)
  await tab.evaluate(([storeName, name]) => window.Tab.open(storeName, name), [storeName, name] as const)
  return tab
}

function deposit(tab: Tab, streamId: string, note: string, commandId?: string) {
  return tab.evaluate(({ streamId, note, commandId }) => window.tab.deposit(streamId, note, commandId), {
    streamId,
    note,
    commandId,
  })
}

/** Expects that the live projection and the subscription of a tab receive exactly these events, once each and in order. */
async function expectToHaveSeen(tab: Tab, events: readonly RecordedEvent<BankEvent>[]): Promise<void> {
  const expected = depositSummary.initialState()
  for (const event of events) {
    if (event.type === 'MoneyDeposited') depositSummary.when.MoneyDeposited?.(expected, event)
  }
  const seen = (): Promise<unknown> => tab.evaluate(() => window.tab.seen)
  await expect.poll(seen, { timeout: 30_000 }).toEqual({ position: events.length, status: 'live', summary: expected })
  const delivered = (): Promise<number[]> => tab.evaluate(() => window.tab.delivered)
  const positions = events.map(({ globalPosition }) => globalPosition)
  await expect.poll(delivered, { timeout: 30_000 }).toEqual(positions)
}

function where({ token, streamId, streamVersion, globalPosition }: Acknowledged): string {
  return `${token} is version ${streamVersion} of ${streamId} at ${globalPosition}`
}

function whereRecorded(event: RecordedEvent<BankEvent>): string {
  return where({ ...event, token: tokenOf(event) })
}

function winsByTab(won: readonly Acknowledged[]): string {
  const wins = new Map<string, number>()
  for (const { token } of won) wins.set(writerOf(token), (wins.get(writerOf(token)) ?? 0) + 1)
  return [...wins.values()].join(' + ')
}

function changesOfWriter(events: readonly RecordedEvent<BankEvent>[]): number {
  const writers = events.map((event) => writerOf(tokenOf(event)))
  return writers.filter((writer, index) => index > 0 && writer !== writers[index - 1]).length
}

function writerOf(token: string): string {
  return token.split('#')[0] ?? ''
}
