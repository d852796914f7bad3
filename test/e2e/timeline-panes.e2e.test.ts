import { expect, test } from 'vitest'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open } = timelineBrowser()

async function bank(options: Parameters<typeof open>[0] = {}): Promise<TimelineTab> {
  const tab = await open(options)
  await tab.openBank()
  return tab
}

test('in a focused pane, the scroll keys scroll and the other shortcuts work', async () => {
  const tab = await bank()
  await tab.page.evaluate(async () => {
    const lines = Array.from({ length: 200 }, (_, line) => `line ${line}`)
    const { store } = document.querySelector('rewindable-timeline') ?? {}
    await store?.append('account:1', { type: 'StatementPrinted', data: { lines } })
  })
  await tab.isAt(121)
  const data = tab.page.getByRole('group', { name: 'Data', exact: true })
  await expect.poll(() => data.innerText()).toContain('line 199')
  const scrolled = () => data.evaluate(({ scrollTop }) => scrollTop)
  // Browsers scroll smoothly and may drop keys that are pressed before the scrolling ends.
  const scrolledBy = async (key: string): Promise<number> => {
    await tab.press(key)
    return scrolled()
  }
  await data.focus()
  for (const key of ['End', 'PageDown', ' ', 'ArrowDown']) {
    await expect.poll(() => scrolledBy(key), { message: key }).toBeGreaterThan(0)
    await expect.poll(() => scrolledBy('Home')).toBe(0)
  }
  expect(await tab.isLive()).toBe(true)
  await tab.press('ArrowLeft')
  await tab.isAt(120)
  await tab.press('Shift+ArrowUp')
  await tab.isAt(118)
})

test('the scroll keys scroll a list of shortcuts that does not fit on the page', async () => {
  const tab = await bank({ viewport: { width: 400, height: 700 } })
  await tab.button('Keyboard shortcuts').click()
  await tab.page.getByRole('checkbox', { name: 'Shortcuts are on' }).focus()
  const list = tab.page.getByRole('region', { name: 'Keyboard shortcuts' })
  const scrolled = async (): Promise<number> => {
    await tab.press('PageDown')
    return list.evaluate(({ scrollTop }) => scrollTop)
  }
  await expect.poll(scrolled).toBeGreaterThan(0)
})

test('Space opens and closes a focused summary', async () => {
  const tab = await bank()
  await tab.button('What if').click()
  await tab.button('Fork here').click()
  const summary = tab.page.getByText('Let something else happen')
  const stream = tab.page.getByRole('textbox', { name: 'Stream' })
  await stream.waitFor()
  await summary.focus()
  await tab.press(' ')
  await stream.waitFor({ state: 'hidden' })
  await tab.press(' ')
  await stream.waitFor()
})

test('Escape closes an open tool, or the dialog around the timeline if no tool is open', async () => {
  const tab = await open()
  await tab.page.evaluate(() => {
    const dialog = document.createElement('dialog')
    dialog.append(document.querySelector('rewindable-timeline') ?? '')
    document.body.append(dialog)
    dialog.showModal()
  })
  await tab.openBank()
  const dialog = tab.page.getByRole('dialog')
  const list = tab.page.getByRole('region', { name: 'Keyboard shortcuts' })
  await tab.slider.focus()
  await tab.press('?')
  await list.waitFor()
  await tab.press('Escape')
  await list.waitFor({ state: 'hidden' })
  expect(await dialog.isVisible()).toBe(true)
  await tab.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
})
