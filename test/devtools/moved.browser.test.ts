import 'rewindable/devtools'
import type { RewindableTimeline } from 'rewindable/devtools'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { beginFork, find, inThePast, newParent, nextTask, text, until } from './element.ts'

const moves: readonly [way: string, move: (element: RewindableTimeline) => unknown][] = [
  ['appended to another parent', (element) => newParent().append(element)],
  [
    'removed and inserted again immediately',
    (element) => {
      element.remove()
      newParent().append(element)
    },
  ],
  [
    'removed and inserted again three times',
    (element) => {
      for (let time = 0; time < 3; time += 1) {
        element.remove()
        newParent().append(element)
      }
    },
  ],
  [
    'removed, and inserted again after the microtasks of the task',
    async (element) => {
      element.remove()
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
      newParent().append(element)
    },
  ],
  [
    'removed and inserted again while its store and projections are reset, as React does in StrictMode',
    (element) => {
      const { store, projections } = element
      element.remove()
      element.store = null
      element.projections = undefined
      newParent().append(element)
      element.projections = [...projections]
      element.store = store
    },
  ],
]

describe.each(moves)('an element that is %s', (_, move) => {
  test('a moved element keeps its position and follows the log', async () => {
    const { element, store } = await inThePast()
    const { timeline } = element
    await move(element)
    await nextTask()
    expect(element.timeline).toBe(timeline)
    expect(timeline?.getSnapshot()).toMatchObject({ position: 2, isLive: false })
    await store.append('account:1', moneyDeposited(1))
    await until(() => expect(text(element, '.news')).toBe('+1 new'))
    await timeline?.toLive()
    await until(() => expect(text(element, '.banner strong')).toBe('Live'))
    expect(timeline?.getSnapshot().position).toBe(4)
  })

  test('a moved element keeps its fork', async () => {
    const { element } = await inThePast()
    const fork = await beginFork(element)
    await fork.append('account:1', moneyDeposited(5))
    await move(element)
    await nextTask()
    expect(element.fork).toBe(fork)
    await until(() => expect(text(element, '.banner strong')).toBe('In a fork'))
    expect(await fork.ownEvents()).toHaveLength(1)
  })

  test('a moved element keeps its open panels, its search and the scroll offset of its list', async () => {
    const { element, store } = await inThePast()
    await store.append(
      'account:1',
      Array.from({ length: 500 }, () => moneyDeposited(1)),
    )
    element.toggleAttribute('open')
    await until(() => expect(find(element, '.events .row')).not.toBeNull())
    const list = find(element, '.events .rows')
    await until(() => expect(list?.scrollHeight).toBeGreaterThan(10_000))
    list?.scrollTo(0, 5_000)
    await until(() => expect(text(element, '.events .row')).toMatch(/^17\d/))
    find(element, '[aria-label="Bookmarks"]')?.click()
    await until(() => expect(find(element, 'section[aria-label="Bookmarks"]')?.hidden).toBe(false))
    await move(element)
    await nextTask()
    await until(() => expect(find(element, '.events .rows')?.scrollTop).toBe(5_000))
    expect(text(element, '.events .row')).toMatch(/^17\d/)
    expect(find(element, 'section[aria-label="Bookmarks"]')?.hidden).toBe(false)
    expect(find(element, '[aria-label="Bookmarks"]')?.ariaExpanded).toBe('true')
  })
})

test('an element that moves to the document of a frame keeps its position and its styles, even for new tools', async () => {
  const { element } = await inThePast()
  const { timeline } = element
  const frame = document.createElement('iframe')
  newParent().append(frame)
  frame.contentDocument?.body.append(element)
  await nextTask()
  expect(element.timeline).toBe(timeline)
  expect(element.shadowRoot?.adoptedStyleSheets).toHaveLength(1)
  element.toggleAttribute('open')
  await until(() => expect(find(element, '.panels')).not.toBeNull())
  expect(element.shadowRoot?.adoptedStyleSheets).toHaveLength(2)
  document.body.append(element)
  await nextTask()
  expect(element.timeline).toBe(timeline)
  expect(element.shadowRoot?.adoptedStyleSheets).toHaveLength(2)
  expect(timeline?.getSnapshot()).toMatchObject({ position: 2, isLive: false })
})
