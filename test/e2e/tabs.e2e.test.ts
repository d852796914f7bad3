import type { RecordedEvent } from 'rewindable'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import { chosenEngines } from '../engines/chosen-engines.ts'
import type { Profile, Tab } from '../engines/engine.ts'
import { type Site, servePages } from './browser.ts'
import { eventsIn, expectWholeAppends, readCommits, tokenOf } from './tabs/raw-log.ts'
import type { Acknowledged } from './tabs/tab.ts'
import { tally } from './tabs/tally.ts'

let site: Site
let profile: Profile
/** A tab of the same origin, without the library. */
let outsider: Tab

beforeAll(async () => {
  site = await servePages('test/e2e/tabs/tab.html', 'test/e2e/tabs/empty.html')
})

afterAll(() => site?.close())

describe.each(chosenEngines().map((engine) => [engine.name, engine] as const))('in %s', (_, engine) => {
  beforeEach(async () => {
    profile = await engine.open()
    outsider = await profile.openTab(`${site.url}test/e2e/tabs/empty.html`)
  })

  afterEach(() => profile?.close())

  describe('four tabs that append to one log', () => {
    test('a thousand times each lose nothing, write nothing twice and see the same', { timeout: 300_000 }, async () => {
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
      const commits = await readCommits(outsider, 'work')
      const events = eventsIn(commits)

      // Of the thousand appends, two hundred wrote to two streams.
      expect(acknowledged.map(({ length }) => length)).toEqual([1200, 1200, 1200, 1200])
      expect(acknowledged.flat().map(where).sort()).toEqual(events.map(whereRecorded).sort())
      const ids = events.map(({ id }) => id)
      expect(new Set(ids).size).toBe(events.length)
      // What the ids of a tab have in common is its own.
      expect(new Set(ids.map((id) => id.slice(14, 28))).size).toBe(4)
      for (const tab of tabs) await expectToHaveSeen(tab, events)
      console.log(
        `4 tabs: 4,000 appends, ${events.length} events, ${commits.length} commits; ` +
          `the writer changed ${changesOfWriter(events)} times; ${conflicts.join(' + ')} conflicts were retried`,
      )
    })

    test('expecting the same version of the same stream win it once', async () => {
      const tabs = await openTabs(4, 'bids')
      const won: Acknowledged[] = []
      for (let version = 0; version < 150; version++) {
        const bids = await Promise.all(
          tabs.map((tab) => tab.evaluate((version) => window.tab.bid('one at a time', version), version)),
        )
        const winners = bids.filter((bid) => bid !== undefined)
        expect(winners.map(({ streamVersion }) => streamVersion)).toEqual([version + 1])
        won.push(...winners)
      }
      for (let version = 0; version < 150; version += 10) {
        const bids = await Promise.all(
          tabs.map((tab) => tab.evaluate((version) => window.tab.bidAtOnce('ten at a time', version, 10), version)),
        )
        const versions = bids.flat().map(({ streamVersion }) => streamVersion)
        expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, index) => version + index + 1))
        won.push(...bids.flat())
      }

      const events = eventsIn(await readCommits(outsider, 'bids'))
      expect(events).toHaveLength(300)
      expect(won.map(where).sort()).toEqual(events.map(whereRecorded).sort())
      for (const tab of tabs) await expectToHaveSeen(tab, events)
      console.log(
        `4 tabs that expect the same version, 300 times: one at a time ${winsByTab(won.slice(0, 150))}, ` +
          `ten at a time ${winsByTab(won.slice(150))}`,
      )
    })
  })

  test('of tabs that append one event or more than fits one record, at the same version, one does, and wholly', async () => {
    const tabs = await openTabs(4, 'large')
    let version = 0
    for (let appends = 0; appends < 60; appends++) {
      const bids = await Promise.all([
        ...tabs.slice(0, 2).map((tab) => tab.evaluate((version) => window.tab.bid('large', version), version)),
        ...tabs.slice(2).map((tab) => tab.evaluate((version) => window.tab.bidLarge('large', version), version)),
      ])
      const winners = bids.filter((bid) => bid !== undefined)
      expect(winners).toHaveLength(1)
      version = winners[0]?.streamVersion ?? version
    }
    const events = eventsIn(await readCommits(outsider, 'large'))
    expect(expectWholeAppends(events)).toBe(60)
    for (const tab of tabs) await expectToHaveSeen(tab, events)
  })

  test('a tab that is closed in mid-append leaves nothing torn and everything that it acknowledged', async () => {
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
    const events = eventsIn(await readCommits(outsider, 'closing'))
    const whole = expectWholeAppends(events)
    const recorded = new Set(events.map(whereRecorded))
    expect(acknowledged.map(where).filter((one) => !recorded.has(one))).toEqual([])
    await expectToHaveSeen(survivor, events)
    console.log(
      `5 tabs closed: ${acknowledged.length} appends acknowledged, ${whole - 5} recorded, none torn, none lost`,
    )
  })

  test('what one tab appends, the live projection and the subscription of another tab see', async () => {
    const [writer, reader] = await openTabs(2, 'seen')
    for (let position = 1; position <= 20; position++) {
      await deposit(position % 2 === 1 ? writer : reader, 'account:1', `deposit#${position}`)
      const expected = { deposits: position, delivered: position }
      for (const tab of [writer, reader]) {
        const seen = (): Promise<unknown> =>
          tab.evaluate(() => ({ deposits: window.tab.seen.tally.deposits, delivered: window.tab.delivered.length }))
        await expect.poll(seen, { interval: 1, timeout: 3_000 }).toEqual(expected)
      }
    }
  })

  test('a command is recorded once: from here, from another tab, and after a reload', async () => {
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
    expect(eventsIn(await readCommits(outsider, 'commands')).map(tokenOf)).toEqual(['the'])
  })

  test('one tab of four that repeat a command at the same time records it', async () => {
    const tabs = await openTabs(4, 'races')
    for (let race = 1; race <= 50; race++) {
      const results = await Promise.all(
        tabs.map((tab, index) => deposit(tab, 'account:1', `from#${index}`, `race-${race}`)),
      )
      expect(results.map(({ globalPosition }) => globalPosition)).toEqual([race, race, race, race])
      expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    }
    expect(eventsIn(await readCommits(outsider, 'races'))).toHaveLength(50)
  })

  test('a log that one tab deletes is lost for the other, and stays deleted', async () => {
    const [here, there] = await openTabs(2, 'deleted')
    await deposit(there, 'account:1', 'before')
    await expect.poll(() => there.evaluate(() => window.tab.seen.tally.deposits)).toBe(1)
    await here.evaluate(() => window.Tab.deleteStore('deleted'))

    expect(await there.evaluate(() => window.tab.refusalOfDeposit())).toBe('LogLost')
    expect(await here.evaluate(() => window.tab.refusalOfDeposit())).toBe('LogLost')
    expect(await there.evaluate(() => window.tab.refusalOfDeposit())).toBe('LogLost')
    await expect.poll(() => there.evaluate(() => window.tab.seen.status), { timeout: 10_000 }).toBe('failed')
    expect(await there.evaluate(() => window.tab.seen.tally.deposits)).toBe(1)
    expect(await readCommits(outsider, 'deleted')).toEqual([])
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

/** That the tab's live projection and its subscription end up with just these events, each once and in order. */
async function expectToHaveSeen(tab: Tab, events: readonly RecordedEvent<BankEvent>[]): Promise<void> {
  const expected = tally.initialState()
  for (const event of events) {
    if (event.type === 'MoneyDeposited') tally.when.MoneyDeposited?.(expected, event)
  }
  const seen = (): Promise<unknown> => tab.evaluate(() => window.tab.seen)
  await expect.poll(seen, { timeout: 30_000 }).toEqual({ position: events.length, status: 'live', tally: expected })
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
