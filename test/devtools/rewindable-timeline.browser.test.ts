import { defineProjection } from 'rewindable'
import { RewindableTimeline } from 'rewindable/devtools'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { accountOpened, type BankEvent, balances, moneyDeposited } from '../../examples/bank-account.ts'
import { inMemory, newName } from '../open-stores.ts'
import { count, insert, openBank, openPanel, shows, text } from './element.ts'

describe('the element', () => {
  test('the element shows the states of projections of different types side by side', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    element.store = await openBank()
    element.projections = [balances, count]
    await shows(element, 3)
    expect(element.timeline?.getSnapshot().state).toEqual([{ 'account:1': { owner: 'Ada', balance: 120 } }, 1])
  })

  test('the element dispatches every moment that it shows', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    const seen: unknown[] = []
    element.addEventListener('moment', ({ detail }) => seen.push([detail.position, detail.state[0], detail.fork]))
    element.store = await openBank()
    element.projections = [count]
    await shows(element, 3)
    await element.timeline?.seek(1)
    expect(seen).toContainEqual([3, 1, undefined])
    expect(seen.at(-1)).toEqual([1, 0, undefined])
  })

  test('properties that were set before the element was inserted and defined take effect', async () => {
    const early = document.createElement('rewindable-timeline')
    // A framework leaves such a property on an element that is not defined yet.
    Object.defineProperty(early, 'store', { value: await openBank(), configurable: true, enumerable: true })
    insert(early)
    await shows(early, 3)
  })

  test('the element stops when it is removed, starts again when it is inserted, and leaves the store open', async () => {
    const store = await openBank()
    const element = insert(document.createElement('rewindable-timeline'))
    element.store = store
    await shows(element, 3)
    const { timeline } = element
    element.remove()
    await vi.waitFor(() => expect(element.timeline).toBeUndefined())
    await store.append('account:1', moneyDeposited(1))
    expect(timeline?.getSnapshot().position).toBe(3)
    document.body.append(element)
    await shows(element, 4)
  })

  test('setting another store displays that store', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    element.store = await openBank()
    await shows(element, 3)
    const other = await inMemory<BankEvent>(newName())
    await other.append('account:2', accountOpened('Grace'))
    element.store = other
    await shows(element, 1)
  })

  test('the page describes events, and the element shows markup in descriptions as text', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    element.describe = ({ type }) => `<b onclick="alert(1)">${type}</b>`
    element.store = await openBank()
    await shows(element, 3)
    await vi.waitFor(() => expect(text(element, '.place')).toContain('<b onclick="alert(1)">MoneyWithdrawn</b>'))
    expect(element.shadowRoot?.querySelector('b')).toBeNull()
  })

  test('if describe throws or returns nothing, the element shows the type; other values become text', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    // Violates the type on purpose, like a page without TypeScript.
    const words: { [type: string]: () => unknown } = { AccountOpened: () => 7, MoneyWithdrawn: () => undefined }
    element.describe = ({ type }) => (words[type] as () => string)()
    element.toggleAttribute('open')
    element.store = await openBank()
    await shows(element, 3)
    const told = () => [...(element.shadowRoot?.querySelectorAll('.what') ?? [])].map(({ textContent }) => textContent)
    await vi.waitFor(() => expect(told()).toEqual(['7', 'MoneyDeposited', 'MoneyWithdrawn']))
    expect(text(element, '.place')).toContain('MoneyWithdrawn')
  })

  test('marks of the page, bookmarks and a pin have different shapes', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    element.marks = [
      { position: 2, label: 'Two people at once', kind: 'conflict' },
      { position: 1, label: 'The first' },
    ]
    element.store = await openBank()
    await shows(element, 3)
    element.timeline?.bookmark('now')
    await vi.waitFor(() => {
      const marks = [...(element.shadowRoot?.querySelectorAll('.marks path') ?? [])]
      expect(marks.map((mark) => mark.getAttribute('class'))).toEqual(['conflict', 'note', 'bookmark'])
      expect(new Set(marks.map((mark) => mark.getAttribute('d'))).size).toBe(3)
      expect(marks[0]?.textContent).toBe('Two people at once, event 2')
    })
  })

  test('only an open element has panels, and two elements share their style sheets', async () => {
    const store = await openBank()
    const [one, other] = [document.createElement('rewindable-timeline'), document.createElement('rewindable-timeline')]
    for (const element of [one, other]) {
      insert(element)
      element.store = store
      await shows(element, 3)
    }
    expect(one.shadowRoot?.querySelector('.panels')).toBeNull()
    one.setAttribute('open', '')
    await vi.waitFor(() => expect(one.shadowRoot?.querySelector('.panels [role=listbox]')).not.toBeNull())
    expect(one.shadowRoot?.adoptedStyleSheets[0]).toBe(other.shadowRoot?.adoptedStyleSheets[0])
  })

  test('the element shows no button before its text is ready', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    element.store = await openBank()
    element.projections = [balances]
    await shows(element, 3)
    const seen = new Set<string>()
    const wordless: string[] = []
    const watch = new MutationObserver(() => {
      for (const button of element.shadowRoot?.querySelectorAll('button') ?? []) {
        if (!button.checkVisibility()) continue
        seen.add(button.innerText)
        if (button.innerText === '' && !button.ariaLabel) wordless.push(button.outerHTML)
      }
    })
    if (element.shadowRoot) watch.observe(element.shadowRoot, { childList: true, subtree: true, attributes: true })
    onTestFinished(() => watch.disconnect())
    element.toggleAttribute('open')
    element.shadowRoot?.querySelector<HTMLElement>('[aria-label="What if"]')?.click()
    await vi.waitFor(() => expect([...seen]).toEqual(expect.arrayContaining(['Fork here', 'State'])))
    expect(wordless).toEqual([])
    expect(seen).not.toContain('Commit to the log')
  })

  test('the element shows the error of a handler instead of a state', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    element.projections = [
      defineProjection<number, BankEvent>({
        name: 'broken',
        initialState: () => 0,
        when: {
          MoneyDeposited: () => {
            throw new Error('no money here')
          },
        },
      }),
    ]
    element.store = await openBank()
    await vi.waitFor(() => expect(text(element, '.banner')).toContain('Could not be shown'))
    expect(text(element, '.banner')).toContain('no money here')
  })

  test('the element shortens a long list of removed parts and shows the number of the parts', async () => {
    const element = insert(document.createElement('rewindable-timeline'))
    element.toggleAttribute('open')
    element.projections = [
      defineProjection<Record<string, number>, BankEvent>({
        name: 'vouchers',
        initialState: () => ({ 'voucher 0': 0 }),
        when: {
          MoneyDeposited: (vouchers) => {
            for (let number = 1; number <= 20_000; number += 1) vouchers[`voucher ${number}`] = number
          },
          MoneyWithdrawn: () => ({ 'voucher 0': 0 }),
        },
      }),
    ]
    element.store = await openBank()
    await shows(element, 3)
    await openPanel(element, 'State')
    const rowsShown = (): HTMLElement[] => [
      ...(element.shadowRoot?.querySelectorAll<HTMLElement>('[role=treeitem]:not([hidden])') ?? []),
    ]
    await vi.waitFor(() => expect(rowsShown().at(-1)?.innerText ?? '').toContain('19,950 more'), 10_000)
    expect(rowsShown()).toHaveLength(1 + 1 + 50 + 1)
    rowsShown().at(-1)?.click()
    expect(rowsShown().at(-1)?.innerText).toContain('19,750 more')
    for (let clicks = 0; clicks < 20; clicks += 1) rowsShown().at(-1)?.click()
    expect(rowsShown().length).toBeLessThan(2_010)
  })

  test('the class has the name of its export', () => {
    expect(customElements.get('rewindable-timeline')).toBe(RewindableTimeline)
  })
})
