import { expect, test } from 'vitest'
import { tasksDuring } from './tasks-during.ts'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open, browser } = timelineBrowser()
/** From here on the browser calls a task long. */
const longTask = 50

async function longBank(events: number): Promise<TimelineTab> {
  const tab = await open()
  await tab.page.evaluate((count) => window.timelinePage.openLong(count), events)
  await expect.poll(() => tab.position()).toBe(events)
  return tab
}

test('a hand on the slider for five seconds, over 100,000 events: no task takes long, and states are shown all the way', async () => {
  const tab = await longBank(100_000)
  await tab.page.waitForTimeout(2_000)
  const { mouse } = tab.page
  const box = await tab.slider.boundingBox()
  if (!box) throw new Error('there is no slider')
  const x = (share: number): number => box.x + 14 + share * (box.width - 28)
  const y = box.y + box.height / 2
  const before = await tab.page.evaluate(() => window.timelinePage.shown().updates)
  const tasks = await tasksDuring(browser(), tab.page, async () => {
    await mouse.move(x(1), y)
    await mouse.down()
    const start = performance.now()
    for (let passed = 0; passed < 5_000; passed = performance.now() - start) {
      await mouse.move(x(0.5 + 0.49 * Math.cos(passed / 400)), y)
    }
    await mouse.move(x(0.4321), y)
    await mouse.up()
  })
  await expect.poll(async () => Math.abs((await tab.position()) - 43_210) < 200).toBe(true)
  const { position, state, updates } = await tab.page.evaluate(() => window.timelinePage.shown())
  console.log(
    `${updates - before} states; the longest of ${tasks.length} tasks took ${Math.max(...tasks).toFixed(1)} ms`,
  )
  expect(updates - before).toBeGreaterThanOrEqual(50)
  expect(Math.max(...tasks)).toBeLessThan(longTask)
  expect(state).toBe(await tab.page.evaluate((at) => window.timelinePage.reconstructed(at), position))
})

test('of a million events, those in sight are in the document, and all can be reached', async () => {
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
}, 180_000)
