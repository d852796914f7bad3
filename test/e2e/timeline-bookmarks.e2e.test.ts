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

test('marks are listed with the bookmarks, and the bracket keys go to both', async () => {
  const tab = await open()
  await show(tab)
  const mark = (): Promise<void> =>
    tab.page.evaluate(() => {
      const marks = [
        { position: 30, label: 'Two at once', kind: 'conflict' } as const,
        { position: 10, label: 'Import' },
      ]
      Object.assign(document.querySelector('rewindable-timeline') ?? {}, { marks })
    })
  await mark()
  await tab.seek(20)
  await tab.press('m', 'Home')
  for (const [key, position] of [
    [']', 10],
    [']', 20],
    [']', 30],
    ['[', 20],
    ['[', 10],
  ] as const) {
    await tab.press(key)
    await tab.isAt(position)
  }
  await tab.button('Bookmarks').click()
  const list = tab.page.getByRole('region', { name: 'Bookmarks' })
  const listed = (): Promise<string[]> => list.getByRole('button', { name: '·' }).allInnerTexts()
  await expect.poll(listed).toEqual(['10 · Import', '30 · Two at once'])
  await tab.button('30 · Two at once').focus()
  await tab.press('Enter')
  await tab.isAt(30)
  // Sets equal marks again, like a page that renders at each moment.
  await mark()
  await tab.press('ArrowRight')
  await tab.banner.getByText('19 events behind').waitFor()
  expect(await tab.button('30 · Two at once').evaluate((button) => button.matches(':focus'))).toBe(true)
  // After the beginning of a fork, its positions refer to other events than in the log.
  await tab.seek(20)
  await tab.button('What if').click()
  await tab.button('Fork here').click()
  await tab.banner.getByText('In a fork').waitFor()
  await tab.button('Bookmarks').click()
  await expect.poll(listed).toEqual(['10 · Import'])
})

test('two tabs that bookmark the same log keep the bookmarks of each other', async () => {
  const first = await open()
  const second = await beside(first)
  const both = [first, second]
  for (const tab of both) await show(tab)
  /** Adds or removes a bookmark. */
  const toggle = async (tab: TimelineTab, position: number, isThere: boolean): Promise<void> => {
    await tab.seek(position)
    await tab.press('m')
    // Browsers take a moment to share localStorage between processes.
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
