import type { Locator } from 'playwright'
import { describe, expect, test } from 'vitest'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open } = timelineBrowser()

async function bank(): Promise<TimelineTab> {
  const tab = await open()
  await tab.openBank()
  return tab
}

const hasFocus = (control: Locator) =>
  expect.poll(() => control.evaluate((element) => element.matches(':focus'))).toBe(true)

describe('the keyboard focus', () => {
  test('the focus stays in the tool when a fork opens and closes', async () => {
    const tab = await bank()
    await tab.button('What if').press('Enter')
    const begin = tab.button('Fork here')
    const summary = tab.page.getByText('Let something else happen')
    await begin.press('Enter')
    await hasFocus(summary)
    const stream = tab.page.getByRole('textbox', { name: 'Stream' })
    await summary.press(' ')
    await stream.waitFor({ state: 'hidden' })
    await summary.press(' ')
    await stream.waitFor()
    await tab.button('Discard').press('Enter')
    await hasFocus(begin)
    await begin.press('Enter')
    await hasFocus(summary)
    await tab.button('Append to the fork').press('Enter')
    await tab.says('Appended to the fork.')
    await tab.button('Commit to the log').press('Enter')
    await tab.says('Committed to the log.')
    await hasFocus(begin)
  })

  test('the focus stays on a renamed bookmark, and moves from a removed one to the next one or the button', async () => {
    const tab = await bank()
    for (const position of [20, 40, 60]) {
      await tab.seek(position)
      await tab.press('m')
    }
    await tab.button('Bookmarks').press('Enter')
    const remove = (position: number) => tab.button(`Remove the bookmark at event ${position}`)
    await tab.page.getByRole('textbox', { name: 'Name of the bookmark at event 40' }).fill('the fortieth')
    await tab.press('Tab')
    await expect.poll(() => bookmarked(tab)).toEqual(['MoneyWithdrawn', 'the fortieth', 'MoneyDeposited'])
    await hasFocus(remove(40))
    await tab.press('Enter')
    await hasFocus(remove(60))
    await tab.press('Enter')
    await hasFocus(remove(20))
    await tab.press('Enter')
    await hasFocus(tab.button('Bookmark this moment'))
  })

  test('the focus stays in the panel after a link to the last change or to a cause', async () => {
    const tab = await bank()
    await tab.seek(36)
    await tab.press('a')
    await tab.seek(41)
    const links = tab.page.locator('rewindable-timeline .changes').getByRole('button', { name: 'account:3.balance' })
    await links.press('Enter')
    await tab.isAt(37)
    await hasFocus(tab.page.getByRole('group', { name: 'Changes and state' }))
    await tab.seek(42)
    await tab.button('41 · MoneyWithdrawn').press('Enter')
    await tab.isAt(41)
    await hasFocus(tab.page.getByRole('group', { name: 'Details of the event' }))
    await tab.press('ArrowRight')
    await tab.isAt(42)
  })

  test('the focus moves to the slider if the focused control disappears', async () => {
    const tab = await bank()
    await tab.seek(1)
    await tab.button('Copy event').focus()
    await tab.press('ArrowLeft')
    await tab.isAt(0)
    await hasFocus(tab.slider)
  })
})

/** Returns the names of the bookmarks. */
function bookmarked(tab: TimelineTab): Promise<string[]> {
  return tab.page.evaluate(() => {
    const { timeline } = document.querySelector('rewindable-timeline') ?? {}
    return timeline?.getSnapshot().bookmarks.map(({ label }) => label) ?? []
  })
}
