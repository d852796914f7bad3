import { RewindableTimeline } from 'rewindable/devtools'
import { describe, expect, test } from 'vitest'
import { balances, moneyDeposited } from '../../examples/bank-account.ts'
import {
  beginFork,
  count,
  countListeners,
  find,
  insert,
  inThePast,
  nextTask,
  openBank,
  shows,
  text,
  until,
} from './element.ts'

describe('an element that is removed', () => {
  test('a removed element stops its timeline and its listeners, and discards its fork', async () => {
    const { store, listeners } = countListeners(await openBank())
    const element = insert(document.createElement('rewindable-timeline'))
    element.store = store
    element.projections = [balances]
    await shows(element, 3)
    const fork = await beginFork(element)
    expect(listeners()).toBe(1)
    element.remove()
    await until(() => expect(element.timeline).toBeUndefined())
    expect([element.fork, listeners(), element.shadowRoot?.childElementCount]).toEqual([undefined, 0, 0])
    await expect(fork.lastPosition()).rejects.toMatchObject({ code: 'StoreClosed' })
    expect(await store.lastPosition()).toBe(3)
  })

  test('an element that is inserted again in a later task starts live with one listener', async () => {
    const { store, listeners } = countListeners(await openBank())
    const element = insert(document.createElement('rewindable-timeline'))
    element.store = store
    await shows(element, 3)
    await element.timeline?.seek(1)
    element.remove()
    await until(() => expect(element.timeline).toBeUndefined())
    document.body.append(element)
    await shows(element, 3)
    expect([element.timeline?.getSnapshot().isLive, listeners()]).toEqual([true, 1])
  })

  test('an element stops when its own listener removes the element', async () => {
    const { store, listeners } = countListeners(await openBank())
    const element = insert(document.createElement('rewindable-timeline'))
    let told = 0
    element.addEventListener('moment', () => {
      told += 1
      element.remove()
    })
    element.store = store
    await until(() => expect(told).toBeGreaterThan(0))
    await until(() => expect([element.timeline, listeners()]).toEqual([undefined, 0]))
  })

  test('a store that is set while the element is removed is not displayed', async () => {
    const { store, listeners } = countListeners(await openBank())
    const element = document.createElement('rewindable-timeline')
    element.store = store
    insert(element)
    element.remove()
    element.projections = [count]
    await nextTask()
    expect([element.timeline, listeners()]).toEqual([undefined, 0])
    element.projections = [balances]
    await nextTask()
    expect([element.timeline, listeners()]).toEqual([undefined, 0])
  })
})

describe('the element', () => {
  test('a store that a listener sets replaces the displayed store, and the old store has no listeners left', async () => {
    const [first, second] = [countListeners(await openBank()), await openBank()]
    await second.append('account:1', moneyDeposited(1))
    const element = insert(document.createElement('rewindable-timeline'))
    element.addEventListener('moment', ({ detail }) => {
      if (detail.position !== 3) return
      element.store = second
      element.projections = [count]
    })
    element.projections = [balances]
    element.store = first.store
    await shows(element, 4)
    await until(() => expect(element.timeline?.getSnapshot().state).toEqual([2]))
    expect(first.listeners()).toBe(0)
  })

  test('setting another store and then the first store again keeps the timeline', async () => {
    const { element, store } = await inThePast()
    const { timeline } = element
    element.store = await openBank()
    element.store = store
    await nextTask()
    expect(element.timeline).toBe(timeline)
    expect(timeline?.getSnapshot().position).toBe(2)
  })

  test.each([null, undefined])(
    'without a store the element is empty, and without projections it shows only events: %s',
    async (none) => {
      const { element, store } = await inThePast()
      element.projections = none
      element.describe = none
      element.marks = none
      await until(() => expect(element.timeline?.getSnapshot().state).toEqual([null]))
      expect([element.projections, element.marks]).toEqual([[], []])
      element.store = none
      await until(() => expect(element.timeline).toBeUndefined())
      expect(element.shadowRoot?.childElementCount).toBe(0)
      element.store = store
      await shows(element, 3)
    },
  )

  test('properties that were set before the element was defined take effect', async () => {
    // In this document, the element is not defined.
    const early = document.implementation.createHTMLDocument().createElement('rewindable-timeline')
    expect(early).not.toBeInstanceOf(RewindableTimeline)
    early.store = await openBank()
    early.projections = [count]
    early.marks = [{ position: 1, label: 'The first' }]
    insert(early)
    await shows(early, 3)
    expect(early).toBeInstanceOf(RewindableTimeline)
    expect(early.timeline?.getSnapshot().state).toEqual([1])
    expect(Object.keys(early)).toEqual([])
  })

  test('properties that are set after the element was inserted take effect', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    await nextTask()
    element.projections = [count]
    await nextTask()
    element.store = await openBank()
    await shows(element, 3)
    expect(element.timeline?.getSnapshot().state).toEqual([1])
  })

  test('the element keeps its content when a listener stops the timeline', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    element.addEventListener('moment', ({ detail }) => {
      if (detail.position === 3) element.timeline?.stop()
    })
    element.store = await openBank()
    element.projections = [count]
    await shows(element, 3)
    await until(() => expect(text(element, '.place')).toContain('Event 3 of 3'))
  })

  test.each(['in a listener', 'outside of listeners'])(
    'the state of a store that is closed %s stays visible with a message',
    async (where) => {
      const element = insert(document.createElement('rewindable-timeline'))
      const store = await openBank()
      element.toggleAttribute('open')
      element.addEventListener('moment', ({ detail }) => {
        if (where === 'in a listener' && detail.position === 3) void store.close()
      })
      element.store = store
      element.projections = [count]
      await shows(element, 3)
      await store.close()
      await until(() => expect(text(element, '.banner')).toContain('The store is closed'))
      expect(element.timeline?.getSnapshot()).toMatchObject({ position: 3, state: [1] })
      expect(text(element, '.place')).toContain('Event 3 of 3')
      for (const key of ['ArrowLeft', 'Home', 'n', ' ', 'b', 'l']) {
        find(element, '.frame')?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      }
      await nextTask()
      expect(element.timeline?.getSnapshot()).toMatchObject({ position: 3, state: [1] })
    },
  )

  test('a store that was closed before it was set is reported as closed', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    const store = await openBank()
    await store.close()
    element.store = store
    await until(() => expect(text(element, '[role=alert]')).toContain('The store is closed'))
    expect(text(element, '[role=alert]')).toContain('Open it again to continue.')
    expect(element.timeline).toBeUndefined()
    element.store = await openBank()
    await shows(element, 3)
    expect(find(element, '[role=alert]')).toBeNull()
  })

  test('the element returns to the log when both the page and the user discard the fork', async () => {
    const { element } = await inThePast()
    await beginFork(element)
    await element.fork?.close()
    await until(() => expect(text(element, '.banner')).toContain('The store is closed'))
    const buttons = [...(element.shadowRoot?.querySelectorAll<HTMLElement>('[aria-label="What if"] button') ?? [])]
    buttons.find(({ innerText }) => innerText === 'Discard')?.click()
    await until(() => expect(element.fork).toBeUndefined())
    await until(() => expect(text(element, '.banner strong')).toBe('Viewing the past'))
  })
})
