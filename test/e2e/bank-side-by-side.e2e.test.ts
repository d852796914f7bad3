import type { FrameLocator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'

const openTab = bankBrowser()

async function openBoth(size = { width: 1400, height: 900 }): Promise<[Page, left: FrameLocator, right: FrameLocator]> {
  const { page } = await openTab()
  await page.setViewportSize(size)
  await page.getByRole('link', { name: 'Side by side', exact: true }).click()
  const sides = ['left', 'right'].map((side) => page.frameLocator(`iframe[data-side=${side}]`))
  for (const side of sides) await side.locator('html[data-ready][data-beside]').waitFor()
  const [left, right] = sides
  if (!left || !right) throw new Error('Expected two frames on the page, found fewer.')
  return [page, left, right]
}

async function deposit(side: FrameLocator, owner: string, balance: string): Promise<void> {
  await side.getByRole('textbox', { name: 'Owner' }).fill(owner)
  await side.getByRole('textbox', { name: 'First balance' }).fill(balance)
  await side.getByRole('button', { name: 'Open the account' }).click()
}

const shows = (side: FrameLocator, owner: string, balance: string) =>
  side.locator('#accounts tbody tr').filter({ hasText: owner }).getByText(balance).waitFor()

test('an event of one side appears on the other side', async () => {
  const [, left, right] = await openBoth()
  await deposit(left, 'Ada', '100')
  await shows(right, 'Ada', '€100.00')
  await deposit(right, 'Grace', '7')
  await shows(left, 'Grace', '€7.00')
})

test('of two withdrawals at the same moment, one is paid and the other is rejected with the reason', async () => {
  const [page, left, right] = await openBoth()
  const story = page.locator('#story')
  for (let round = 1; round <= 3; round += 1) {
    await page.getByRole('button', { name: 'Withdraw on both sides at once' }).click()
    await story.getByText('Nothing was paid twice.').waitFor()
    expect(await story.locator('.paid').count()).toBe(1)
    expect(await story.locator('.refused').textContent()).toMatch(
      /side was refused: Another tab was faster, and nothing was recorded\. Joint account has €20\.00, which does not cover €80\.00/,
    )
    for (const side of [left, right]) await shows(side, 'Joint account', '€20.00')
  }
})

test('a side that shows the past gives the reason instead of withdrawing', async () => {
  const [page, left] = await openBoth()
  await deposit(left, 'Ada', '100')
  await shows(left, 'Ada', '€100.00')
  await deposit(left, 'Grace', '100')
  await shows(left, 'Grace', '€100.00')
  await left.getByRole('slider', { name: 'Moment' }).press('ArrowLeft')
  await left.locator('html[data-viewing=past]').waitFor()
  await page.getByRole('button', { name: 'Withdraw on both sides at once' }).click()
  await page.getByText('The left side was refused: You are viewing the past').waitFor()
})

test('on a phone, the sides are stacked and the page does not scroll sideways', async () => {
  const [page] = await openBoth({ width: 360, height: 740 })
  const [left, right] = await page.locator('iframe').evaluateAll((frames) =>
    frames.map((frame) => {
      const { x, top, bottom, width } = frame.getBoundingClientRect()
      return { x, top, bottom, width }
    }),
  )
  expect(left?.x).toBe(right?.x)
  expect(right?.top).toBeGreaterThanOrEqual(left?.bottom ?? Infinity)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
})
