import { expect, test } from 'vitest'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open, beside } = timelineBrowser()

async function show(tab: TimelineTab): Promise<void> {
  await tab.page.evaluate(() => window.timelinePage.openLong(50))
  await tab.isAt(50)
}

const bookmarked = (tab: TimelineTab): Promise<number[] | undefined> =>
  tab.page.evaluate(() =>
    document
      .querySelector('rewindable-timeline')
      ?.timeline?.getSnapshot()
      .bookmarks.map(({ position }) => position),
  )

test('of two tabs on one log, neither loses the bookmarks of the other', async () => {
  const first = await open()
  const second = await beside(first)
  const both = [first, second]
  for (const tab of both) await show(tab)
  /** Makes a bookmark, or takes it away. */
  const toggle = async (tab: TimelineTab, position: number, isThere: boolean): Promise<void> => {
    await tab.seek(position)
    await tab.press('m')
    // Between processes of a browser, what is stored is on its way for a while.
    const isKept = (here: TimelineTab): Promise<boolean> =>
      here.page.evaluate((at) => Object.values(localStorage).join().includes(`"position":${at},`), position)
    for (const here of both) await expect.poll(() => isKept(here)).toBe(isThere)
  }
  await toggle(first, 5, true)
  await toggle(second, 9, true)
  await toggle(first, 20, true)
  await toggle(first, 20, false)
  for (const tab of both) {
    await tab.open()
    await show(tab)
    expect(await bookmarked(tab)).toEqual([5, 9])
  }
})
