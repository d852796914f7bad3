import 'rewindable/devtools'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { deny, denyLater, replaceGlobal } from '../environments/replaced-globals.ts'
import { count, insert, openBank, shows } from './element.ts'

/** Opens an element with panels over three events. */
async function openElement() {
  const element = insert(document.createElement('rewindable-timeline'))
  element.setAttribute('open', '')
  element.store = await openBank()
  element.projections = [count]
  await shows(element, 3)
  return element
}

function replaceClipboard(get: () => unknown): void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, get })
  onTestFinished(() => {
    Reflect.deleteProperty(navigator, 'clipboard')
  })
}

describe('if the clipboard', () => {
  test.each<[string, () => unknown]>([
    ['is missing', () => undefined],
    ['throws when it is read', deny],
    ['throws when it is asked', () => ({ writeText: deny })],
    ['rejects', () => ({ writeText: denyLater })],
  ])('%s, the element shows the text to copy', async (_, get) => {
    replaceClipboard(get)
    const element = await openElement()
    const find = <Found extends Element>(selector: string): Found[] => [
      ...(element.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
    ]
    const copy = await vi.waitFor(() => {
      const button = find<HTMLElement>('.detail button').find(({ textContent }) => textContent === 'Copy event')
      if (!button) throw new Error('Expected the event on the page, found none yet.')
      return button
    })
    copy.click()
    await vi.waitFor(() => {
      const [byHand] = find<HTMLTextAreaElement>('.detail textarea')
      expect(byHand?.hidden).toBe(false)
      expect(JSON.parse(byHand?.value ?? '')).toMatchObject({ globalPosition: 3 })
    })
  })
})

describe('if localStorage', () => {
  test.each<[string, () => unknown]>([
    ['is missing', () => undefined],
    ['is null', () => null],
    ['throws when it is read', deny],
    ['throws when it is used', () => ({ getItem: deny, setItem: deny, removeItem: deny })],
  ])('%s, the element keeps bookmarks until the page is closed', async (_, get) => {
    replaceGlobal('localStorage', get)
    const element = await openElement()
    element.timeline?.bookmark('here')
    await vi.waitFor(() => expect(element.timeline?.getSnapshot().bookmarks).toMatchObject([{ position: 3 }]))
  })
})
