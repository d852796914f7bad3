import type { Browser } from 'playwright'
import { expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'
import type { BankPage } from './bank-page.ts'
import { dragToAndFro } from './drag.ts'
import { longTask } from './long-task.ts'
import { tasksDuring } from './tasks-during.ts'

const openTab = bankBrowser()

test('100,000 events load with a progress bar and can be scrubbed without long tasks', async () => {
  const tab = await openTab()
  await notesProgress(tab)
  const filling = await tasksOf(tab, async () => {
    await tab.page.getByRole('button', { name: 'Fill with ten years' }).click()
    await tab.page.getByText('Ten years of activity are in the log').waitFor()
  })
  console.log(`filling: ${inWords(filling)}`)
  const progress: number[] = await tab.page.evaluate(() => Reflect.get(window, 'seen'))
  expect(new Set(progress).size).toBeGreaterThan(20)
  expect(progress).toEqual(progress.toSorted((one, other) => one - other))
  await expect.poll(() => tab.slider.getAttribute('aria-valuetext')).toMatch(/^event 100,000 of 100,000, /)
  expect(await tab.page.locator('#log li').count()).toBeLessThan(50)
  const totals = totalsOf(await tab.exported())
  await tab.page.waitForTimeout(2_000)

  await notesTotals(tab)
  const totalsShown = (): Promise<string[]> => tab.page.evaluate(() => Reflect.get(window, 'totals'))
  const dragging = await tasksOf(tab, () => dragToAndFro(tab, 0.4321, async () => (await totalsShown()).length >= 50))
  const seen = await totalsShown()
  console.log(`dragging: ${inWords(dragging)}; ${seen.length} totals shown`)
  const limit = await longTask(browserOf(tab))
  expect(Math.max(...dragging)).toBeLessThan(limit)
  expect(seen.length).toBeGreaterThanOrEqual(50)

  await expect.poll(async () => Math.abs(Number(await tab.slider.inputValue()) - 43_210)).toBeLessThan(200)
  await tab.isAt(Number(await tab.slider.inputValue()))
  const position = Number(await tab.slider.inputValue())
  expect(await tab.total()).toBe(inEuros(totals[position] ?? 0))
  await tab.page.getByRole('button', { name: 'Return to live' }).click()
  await tab.isLive()
  expect(await tab.total()).toBe(inEuros(totals[100_000] ?? 0))

  const appending = await tasksOf(tab, () => tab.deposit('Ada', '12.50'))
  console.log(`appending: ${inWords(appending)}`)
  await expect.poll(() => tab.total()).toBe(inEuros((totals[100_000] ?? 0) + 1250))
  expect(Math.max(...appending)).toBeLessThan(limit)
  expect(Math.max(...filling)).toBeLessThan(limit)
}, 240_000)

test('cancelling the sample activity leaves the bank empty', async () => {
  const tab = await openTab()
  await tab.page.getByRole('button', { name: 'Fill with ten years' }).click()
  await tab.page
    .locator('#job [data-figures]')
    .getByText(/^[1-9].* of 100,000$/)
    .waitFor()
  await tab.page.getByRole('button', { name: 'Cancel' }).click()
  await tab.reports('Cancelled. The bank has not changed.')
  expect(await tab.page.getByRole('heading', { name: 'An empty bank' }).isVisible()).toBe(true)
})

function tasksOf(tab: BankPage, work: () => Promise<unknown>): Promise<number[]> {
  return tasksDuring(browserOf(tab), tab.page, work)
}

function browserOf({ page }: BankPage): Browser {
  const browser = page.context().browser()
  if (!browser) throw new Error('Expected a page with its own browser context, found a shared one.')
  return browser
}

/** Records the values of the progress bar. */
async function notesProgress({ page }: BankPage): Promise<void> {
  await page.evaluate(() => {
    const seen: number[] = []
    Object.assign(window, { seen })
    const bar = document.querySelector('progress')
    if (!bar) return
    new MutationObserver(() => bar.checkVisibility() && seen.push(bar.value)).observe(bar, { attributes: true })
  })
}

/** Records each total that differs from the previous one. */
async function notesTotals({ page }: BankPage): Promise<void> {
  await page.evaluate(() => {
    const totals: (string | null)[] = []
    Object.assign(window, { totals })
    const total = document.querySelector('[data-total]')
    if (!total) return
    const note = () => totals.at(-1) === total.textContent || totals.push(total.textContent)
    new MutationObserver(note).observe(total, { childList: true, characterData: true, subtree: true })
  })
}

/** Returns the total in cents after each position of an exported log. */
function totalsOf(log: string): number[] {
  const totals = [0]
  for (const line of log.trimEnd().split('\n')) {
    const { type, data } = JSON.parse(line)
    const entering: Record<string, number> = {
      AccountOpened: data.balance,
      MoneyDeposited: data.amount,
      MoneyWithdrawn: -data.amount,
    }
    totals.push((totals.at(-1) ?? 0) + (entering[type] ?? 0))
  }
  return totals
}

function inEuros(cents: number): string {
  return (cents / 100).toLocaleString('en-IE', { style: 'currency', currency: 'EUR' })
}

function inWords(tasks: readonly number[]): string {
  const longest = tasks.toSorted((one, other) => other - one).slice(0, 5)
  const sum = tasks.reduce((one, other) => one + other, 0)
  return `${tasks.length} tasks took ${sum.toFixed(0)} ms, the longest of them ${longest.map((time) => time.toFixed(1)).join(', ')} ms`
}
