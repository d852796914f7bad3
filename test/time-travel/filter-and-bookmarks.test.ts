import { reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { accountOpened, type BankEvent, balances, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { inMemory, newName } from '../open-stores.ts'
import { openTimeline } from './timelines.ts'

async function openTwoAccounts() {
  const store = await inMemory<BankEvent>(newName())
  await store.append('account:1', accountOpened('Ada'))
  await store.append('account:10', accountOpened('Grace'))
  await store.append('account:1', moneyDeposited(100))
  await store.append('account:10', moneyDeposited(200))
  await store.append('account:1', moneyWithdrawn(30))
  await store.append('account:10', moneyWithdrawn(40))
  return { store, timeline: await openTimeline(store, balances) }
}

describe('filters of a timeline', () => {
  test('a step moves to the next event that the filter accepts', async () => {
    const { timeline } = await openTwoAccounts()
    timeline.filter({ streamIds: ['account:1'] })
    const positions = []
    for (const by of [-1, -1, -1, -1, 2, 1, 5]) {
      await timeline.step(by)
      positions.push(timeline.getSnapshot().position)
    }
    expect(positions).toEqual([5, 3, 1, 0, 3, 5, 5])
    timeline.filter({ streamIds: ['account:10'], types: ['MoneyDeposited', 'MoneyWithdrawn'] })
    await timeline.step(-1)
    expect(timeline.getSnapshot().position).toBe(4)
    timeline.filter({})
    await timeline.step(-1)
    expect(timeline.getSnapshot().position).toBe(3)
  })

  test('a filter changes neither the shown state nor the position', async () => {
    const { store, timeline } = await openTwoAccounts()
    await timeline.seek(4)
    const { state } = timeline.getSnapshot()
    timeline.filter({ streamIds: ['account:1'] })
    expect(timeline.getSnapshot()).toMatchObject({ state, position: 4 })
    await timeline.step(1)
    expect(timeline.getSnapshot().state).toEqual(await reconstructState(store, balances, { atPosition: 5 }))
  })

  test('isVisible returns whether the filter accepts an event', async () => {
    const { store, timeline } = await openTwoAccounts()
    timeline.filter({ streamIds: ['account:1'], types: ['MoneyDeposited'] })
    const visible = []
    for await (const event of store.readAll()) if (timeline.isVisible(event)) visible.push(event.globalPosition)
    expect(visible).toEqual([3])
  })

  test('a filter accepts a predicate on events', async () => {
    const { timeline } = await openTwoAccounts()
    timeline.filter({ where: ({ data }) => 'amount' in data && data.amount >= 100, types: ['MoneyDeposited'] })
    const positions = []
    for (const by of [-1, -1, -1, 1]) {
      await timeline.step(by)
      positions.push(timeline.getSnapshot().position)
    }
    expect(positions).toEqual([4, 3, 0, 3])
  })

  test('with a filter that rejects all events, steps lead only to the beginning', async () => {
    const { timeline } = await openTwoAccounts()
    timeline.filter({ types: [] })
    await timeline.seek(3)
    await timeline.step(1)
    expect(timeline.getSnapshot().position).toBe(3)
    await timeline.step(-1)
    expect(timeline.getSnapshot().position).toBe(0)
  })

  test('an invalid filter throws InvalidArgument', async () => {
    const { timeline } = await openTwoAccounts()
    const misspelt = { types: ['MoneyDeposited'], stream: ['account:1'] } as const
    expect(() => timeline.filter(misspelt)).toThrowError(expect.objectContaining({ code: 'InvalidArgument' }))
  })
})

describe('bookmarks', () => {
  test('each position has at most one bookmark, and bookmarks are sorted by position', async () => {
    const { timeline } = await openTwoAccounts()
    for (const [position, label] of [
      [4, 'rich'],
      [2, 'both open'],
      [4, 'richest'],
      [0, 'nothing yet'],
    ] as const) {
      await timeline.seek(position)
      timeline.bookmark(label)
    }
    const { bookmarks } = timeline.getSnapshot()
    expect(bookmarks.map(({ position, label }) => [position, label])).toEqual([
      [0, 'nothing yet'],
      [2, 'both open'],
      [4, 'richest'],
    ])
    timeline.removeBookmark(2)
    expect(timeline.getSnapshot().bookmarks.map(({ position }) => position)).toEqual([0, 4])
  })

  test('renameBookmark changes the label of a bookmark', async () => {
    const { timeline } = await openTwoAccounts()
    await timeline.seek(3)
    timeline.bookmark('a deposit')
    timeline.renameBookmark(3, 'the first deposit')
    timeline.renameBookmark(4, 'there is none')
    const { bookmarks } = timeline.getSnapshot()
    expect(bookmarks.map(({ position, label }) => [position, label])).toEqual([[3, 'the first deposit']])
  })

  test('bookmarks are plain data that a later timeline can restore', async () => {
    const { store, timeline } = await openTwoAccounts()
    await timeline.seek(4)
    timeline.bookmark('rich')
    const kept = JSON.stringify(timeline.getSnapshot().bookmarks)
    const later = await openTimeline(store, balances, { bookmarks: JSON.parse(kept) })
    const [bookmark] = later.getSnapshot().bookmarks
    await later.seek(bookmark?.position ?? 0)
    expect(later.getSnapshot().event?.id).toBe(bookmark?.eventId)
  })
})
