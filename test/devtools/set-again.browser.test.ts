import 'rewindable/devtools'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { balances } from '../../examples/bank-account.ts'
import { collect } from '../async-results.ts'
import { count, insert, openBank, shows, text } from './element.ts'

describe('the element', () => {
  test('setting the same store and projections again keeps the timeline and its fork', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    const store = await openBank()
    element.store = store
    element.projections = [balances, count]
    await shows(element, 3)
    const { timeline } = element
    element.shadowRoot?.querySelector<HTMLElement>('[aria-label="What if"]')?.click()
    await vi.waitFor(() => expect(text(element, '[aria-label="What if"] .actions button')).toBe('Fork here'))
    element.shadowRoot?.querySelector<HTMLElement>('[aria-label="What if"] .actions button')?.click()
    await vi.waitFor(() => expect(element.fork).toBeDefined())
    const { fork } = element
    element.store = store
    element.projections = [balances, count]
    await Promise.resolve()
    expect(element.fork).toBe(fork)
    await fork?.close()
    element.projections = [count, balances]
    await vi.waitFor(() => expect(element.timeline?.getSnapshot().state[0]).toBe(1))
    expect(element.timeline).not.toBe(timeline)
  })

  test('a listener for moments may set a new list of the same projections each time', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    let told = 0
    element.addEventListener('moment', () => {
      told += 1
      // The limit ends the loop if the element restarts each time.
      if (told < 100) element.projections = [balances]
    })
    element.projections = [balances]
    element.store = await openBank()
    await shows(element, 3)
    const { timeline } = element
    await timeline?.seek(1)
    await Promise.resolve()
    expect(element.timeline).toBe(timeline)
    expect(timeline?.getSnapshot().position).toBe(1)
    expect(told).toBeLessThan(100)
  })

  test('the element follows the link in the address, but not again after the projections change', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    const store = await openBank()
    const [first] = await collect(store.readAll())
    history.replaceState(null, '', `#at=${first?.id}`)
    onTestFinished(() => history.replaceState(null, '', location.pathname + location.search))
    element.store = store
    await shows(element, 1)
    await element.timeline?.toLive()
    element.projections = [count]
    await shows(element, 3)
    await vi.waitFor(() => expect(element.timeline?.getSnapshot().state).toEqual([1]))
    expect(element.timeline?.getSnapshot().isLive).toBe(true)
  })
})
