import { describe, expect, test } from 'vitest'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open } = timelineBrowser()

async function bank(): Promise<TimelineTab> {
  const tab = await open()
  await tab.openBank()
  return tab
}

describe('shortcuts with the focus in the timeline', () => {
  test('Left and Right step by one event, with Shift by ten', async () => {
    const tab = await bank()
    await tab.seek(37)
    await tab.press('ArrowLeft')
    await tab.isAt(36)
    await tab.press('ArrowRight', 'ArrowRight')
    await tab.isAt(38)
    await tab.press('Shift+ArrowRight')
    await tab.isAt(48)
    await tab.press('Shift+ArrowLeft', 'Shift+ArrowLeft')
    await tab.isAt(28)
  })

  test('Up and Down step along the stream, with Shift along the type', async () => {
    const tab = await bank()
    await tab.seek(37)
    await tab.press('ArrowDown')
    await tab.isAt(42)
    await tab.press('ArrowUp')
    await tab.isAt(37)
    await tab.press('ArrowUp')
    await tab.isAt(32)
    await tab.seek(38)
    await tab.press('Shift+ArrowDown')
    await tab.isAt(41)
    await tab.press('Shift+ArrowUp')
    await tab.isAt(38)
  })

  test('Home goes before the first event, End goes live, and the page keys move by a tenth of the slider', async () => {
    const tab = await bank()
    await tab.seek(60)
    await tab.press('PageDown')
    await tab.isAt(48)
    await tab.press('PageUp', 'PageUp')
    await tab.isAt(72)
    await tab.press('Home')
    await tab.isAt(0)
    await tab.press('End')
    await tab.becomesLive(true)
  })

  test('Space and K play and pause, and start again at the end', async () => {
    const tab = await bank()
    await tab.seek(40)
    await tab.press(' ')
    await tab.button('Pause').waitFor()
    // At two events per second, polling can miss position 41, so any later position counts.
    await expect.poll(() => tab.position()).toBeGreaterThan(40)
    await tab.press('k')
    await tab.button('Play').waitFor()
    await tab.seek(119)
    await tab.press('ArrowRight')
    await tab.isAt(120)
    expect(await tab.isLive()).toBe(false)
    await tab.press('k')
    await expect.poll(() => tab.position()).toBeLessThan(60)
    await tab.press('K')
    await tab.button('Play').waitFor()
  })

  test('L returns to live', async () => {
    const tab = await bank()
    await tab.seek(12)
    await tab.becomesLive(false)
    await tab.press('l')
    await tab.becomesLive(true)
  })

  test('M adds and removes a bookmark, and the bracket keys go from bookmark to bookmark', async () => {
    const tab = await bank()
    await tab.seek(20)
    await tab.press('m')
    await tab.seek(60)
    await tab.press('m', 'Home')
    await tab.isAt(0)
    await tab.press(']')
    await tab.isAt(20)
    await tab.press(']')
    await tab.isAt(60)
    await tab.press('[')
    await tab.isAt(20)
    await tab.press('m', 'End', '[')
    await tab.isAt(60)
  })

  test('the slash key focuses the search, and N and Shift N go from match to match', async () => {
    const tab = await bank()
    await tab.seek(1)
    await tab.press('/')
    const search = tab.page.getByRole('searchbox')
    await expect.poll(() => search.evaluate((field) => field.matches(':focus'))).toBe(true)
    // Enters the text in one step, because a pause between letters would start the search early.
    await tab.page.keyboard.insertText('rent')
    await tab.page.getByText(/^\d+ of 120$/).waitFor()
    await tab.slider.focus()
    await tab.press('n')
    await tab.isAt(12)
    await tab.press('n')
    await tab.isAt(19)
    await tab.press('Shift+N')
    await tab.isAt(12)
  })

  test('A pins a position, and the state shows the differences from the pinned one', async () => {
    const tab = await bank()
    await tab.seek(36)
    await tab.press('a', 'ArrowRight', 'ArrowRight')
    await tab.isAt(38)
    await expect
      .poll(() => tab.changes())
      .toEqual(['balances.account:3.balance 10810 → 11610', expect.stringMatching(/^balances\.account:4\.balance/)])
    await tab.press('a')
    await expect.poll(async () => (await tab.changes()).length).toBe(1)
  })

  test('the plus and minus keys zoom, and the zero key shows the whole log', async () => {
    const tab = await bank()
    await tab.seek(60)
    await tab.press('+')
    await expect.poll(() => tab.slider.getAttribute('max')).toBe('90')
    expect(await tab.slider.getAttribute('min')).toBe('30')
    await tab.press('-')
    await expect.poll(() => tab.slider.getAttribute('max')).toBe('120')
    await tab.press('+', '+', '0')
    await expect.poll(() => tab.slider.getAttribute('min')).toBe('0')
  })

  test('the question mark key lists all shortcuts, and Escape closes the list', async () => {
    const tab = await bank()
    await tab.slider.focus()
    await tab.press('?')
    const list = tab.page.getByRole('region', { name: 'Keyboard shortcuts' })
    await list.waitFor()
    for (const key of ['Space, K', 'Shift ←', 'Page Up', 'Home', 'M', '[', '/', 'Shift N', '?']) {
      await list.locator('kbd').getByText(key, { exact: true }).waitFor()
    }
    await tab.press('Escape')
    await list.waitFor({ state: 'hidden' })
    expect(await tab.button('Keyboard shortcuts').evaluate((button) => button.matches(':focus'))).toBe(true)
  })
})

describe('steps at the ends of the log', () => {
  test('while live, keys and buttons for a later event change nothing', async () => {
    const tab = await bank()
    const later = tab.button('One event later')
    await expect.poll(() => later.getAttribute('aria-disabled')).toBe('true')
    await later.press('Enter')
    expect(await tab.isLive()).toBe(true)
    await tab.slider.focus()
    await tab.press('ArrowRight', 'Shift+ArrowRight', 'PageUp', 'ArrowDown', 'Shift+ArrowDown')
    await tab.page.getByRole('listbox').press('ArrowDown')
    expect(await tab.isLive()).toBe(true)
    await tab.slider.focus()
    await tab.press('ArrowLeft', 'ArrowLeft', 'ArrowRight')
    await tab.isAt(119)
  })

  test('in an empty log, no key or button leaves live', async () => {
    const tab = await open()
    await tab.page.evaluate(() => window.timelinePage.openLong(0))
    await tab.page.getByText('No events yet.').waitFor()
    for (const name of ['To the beginning', 'One event earlier', 'Play', 'One event later']) {
      expect(await tab.button(name).getAttribute('aria-disabled')).toBe('true')
      await tab.button(name).press('Enter')
      expect(await tab.isLive(), name).toBe(true)
    }
    await tab.slider.focus()
    await tab.press('k', 'ArrowLeft', 'ArrowUp', 'PageDown', 'Home')
    await tab.page.locator('rewindable-timeline .canvas').click()
    expect(await tab.isLive()).toBe(true)
  })
})

describe('the switch for shortcuts', () => {
  test('shortcuts do not work in a text field or outside of the timeline', async () => {
    const tab = await bank()
    await tab.seek(50)
    await tab.page.getByRole('searchbox').focus()
    await tab.page.keyboard.type('ml[ 0')
    await tab.page.locator('#field').focus()
    await tab.page.keyboard.type('ml[ 0')
    await tab.press('ArrowLeft', 'Home')
    expect(await tab.page.locator('#field').inputValue()).toBe('ml[ 0')
    await tab.isAt(50)
    expect(await tab.isLive()).toBe(false)
  })

  test('shortcuts can be turned off and stay off after a reload', async () => {
    const tab = await bank()
    await tab.button('Keyboard shortcuts').click()
    await tab.page.getByRole('checkbox', { name: 'Shortcuts are on' }).uncheck()
    await tab.seek(50)
    await tab.press('m', 'l', '/')
    expect(await tab.slider.evaluate((slider) => slider.matches(':focus'))).toBe(true)
    expect(await tab.isLive()).toBe(false)
    await tab.press('ArrowLeft')
    await tab.isAt(49)
    await tab.open()
    await tab.openBank()
    expect(await tab.page.locator('rewindable-timeline').getAttribute('shortcuts')).toBe('off')
  })

  test('the event list and the state tree keep the standard keys of lists and trees', async () => {
    const tab = await bank()
    await tab.seek(30)
    await tab.page.getByRole('listbox').focus()
    await tab.press('ArrowDown')
    await tab.isAt(31)
    await tab.press('ArrowUp', 'ArrowUp')
    await tab.isAt(29)
    const tree = tab.page.getByRole('tree')
    await tree.focus()
    await tab.press('Home', 'ArrowLeft')
    await expect.poll(() => tab.page.getByRole('treeitem').count()).toBe(1)
    await tab.press('ArrowRight', 'ArrowDown')
    const selected = tab.page.locator('[role=treeitem][aria-selected=true]')
    await expect.poll(() => selected.innerText()).toContain('account:1')
    await tab.isAt(29)
  })
})
