import { expect, test } from 'vitest'
import { dragToAndFro } from './drag.ts'
import { longTask } from './long-task.ts'
import { tasksDuring } from './tasks-during.ts'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open, browser } = timelineBrowser()

async function longBank(events: number): Promise<TimelineTab> {
  const tab = await open()
  await tab.page.evaluate((count) => window.timelinePage.openLong(count), events)
  await expect.poll(() => tab.position()).toBe(events)
  return tab
}

/**
 * Drags the slider until the given number of states was shown. Returns the durations of the tasks of the page.
 */
async function drag(tab: TimelineTab, to: number, wanted: number): Promise<readonly number[]> {
  const updates = (): Promise<number> => tab.page.evaluate(() => window.timelinePage.shown().updates)
  const before = await updates()
  let seconds = 0
  const tasks = await tasksDuring(browser(), tab.page, async () => {
    seconds = await dragToAndFro(tab, to, async () => (await updates()) - before >= wanted)
  })
  const shown = (await updates()) - before
  const longest = Math.max(...tasks).toFixed(1)
  console.log(`${shown} states in ${seconds.toFixed(1)} s; the longest of ${tasks.length} tasks took ${longest} ms`)
  expect(shown).toBeGreaterThanOrEqual(wanted)
  return tasks
}

/** Checks that the displayed state is the state of the log at that position. */
async function isRight(tab: TimelineTab, near: number, within: number): Promise<void> {
  await expect.poll(async () => Math.abs((await tab.position()) - near) < within).toBe(true)
  const { position, state } = await tab.page.evaluate(() => window.timelinePage.shown())
  expect(state).toBe(await tab.page.evaluate((at) => window.timelinePage.reconstructed(at), position))
}

test('dragging the slider over 100,000 events causes no long task and shows states during the drag', async () => {
  const tab = await longBank(100_000)
  await tab.page.waitForTimeout(2_000)
  const tasks = await drag(tab, 0.4321, 50)
  await isRight(tab, 43_210, 200)
  expect(Math.max(...tasks)).toBeLessThan(await longTask(browser()))
})

test('with a million events, the document has only visible rows, every row is reachable, and dragging is smooth', async () => {
  const tab = await longBank(1_000_000)
  const rows = tab.page.locator('[role=option]')
  expect(await tab.listed()).toBe(1_000_000)
  expect(await rows.count()).toBeLessThan(60)
  for (const position of [1, 654_321, 999_999]) {
    await tab.seek(position)
    const row = tab.page.locator('[role=option][aria-selected=true]')
    await row.getByText(position.toLocaleString('en'), { exact: true }).waitFor()
    await row.getByText('account:0').waitFor()
    expect(await row.getAttribute('aria-posinset')).toBe(String(position))
  }
  const list = tab.page.getByRole('listbox')
  await list.evaluate((element) => element.scrollTo({ top: 0 }))
  await rows.getByText('AccountOpened').waitFor()
  await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
  await rows.getByText('1,000,000', { exact: true }).waitFor()
  expect(await rows.count()).toBeLessThan(60)

  const tasks = await drag(tab, 0.4321, 30)
  await isRight(tab, 432_100, 2_000)
  expect(Math.max(...tasks)).toBeLessThan(await longTask(browser()))
}, 300_000)
