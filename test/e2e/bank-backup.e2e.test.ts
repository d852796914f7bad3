import { describe, expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'

const openTab = bankBrowser()

describe('a copy of the log', () => {
  test('brings the same balances and log back into an empty bank', async () => {
    const tab = await openTab()
    await tab.openAccount('Ada', '100')
    await tab.openAccount('Grace', '')
    await tab.transfer('Ada', 'Grace', '12.34', 'Thank you')
    const titles = await tab.logTitles()
    const file = await tab.exported()
    expect(file.trimEnd().split('\n').length).toBe(4)

    await tab.startOver()
    await tab.importFile(file)
    await tab.page.getByText('4 events imported.').waitFor()
    await tab.shows({ Ada: '€87.66', Grace: '€12.34' })
    expect(await tab.logTitles()).toEqual(titles)
    await tab.importFile(file)
    await tab.page.getByText('0 events imported. 4 events of the file were here already.').waitFor()
  })

  test('that is damaged or another bank’s is refused, with the line and a way on', async () => {
    const tab = await openTab()
    await tab.openAccount('Ada', '100')
    await tab.deposit('Ada', '1')
    const file = await tab.exported()
    await tab.startOver()
    await tab.importFile(file.slice(0, -20))
    await tab.page.getByText(/Line 2: .*Nothing was imported/).waitFor()
    await tab.openAccount('Grace', '7')
    await tab.importFile(file)
    await tab.page.getByText(/Line 1: .*Nothing was imported/).waitFor()
    await tab.shows({ Grace: '€7.00' })
    await tab.page.getByRole('button', { name: 'Start over, then import' }).click()
    await tab.page.getByRole('dialog').getByRole('button', { name: 'Keep the bank' }).click()
    await tab.shows({ Grace: '€7.00' })
  })
})

test('a log that is no bank’s is explained, with a way out', async () => {
  const tab = await openTab()
  const place = { id: 'e-1', streamId: 'account:1', streamVersion: 1, globalPosition: 1, recordedAt: 1 }
  await tab.importFile(JSON.stringify({ ...place, type: 'MoneyDeposited', data: { amount: 5 }, metadata: {} }))
  await tab.page.getByText('This log is not one of this bank: event 1 does not fit').waitFor()
  await tab.page.reload()
  await tab.page.getByRole('alert').getByRole('button', { name: 'Start over' }).click()
  await tab.page.getByRole('button', { name: 'Delete and start over' }).click()
  await tab.openAccount('Ada', '5')
  await tab.shows({ Ada: '€5.00' })
})

test('a year of sample activity: 10,000 events, in every tab, quick to travel through', async () => {
  const tab = await openTab()
  const other = await openTab()
  await tab.page.evaluate(() => {
    const seen: number[] = []
    Object.assign(window, { seen })
    const bar = document.querySelector('progress')
    if (bar)
      new MutationObserver(() => bar.checkVisibility() && seen.push(bar.value)).observe(bar, { attributes: true })
  })
  await tab.page.getByRole('button', { name: 'Fill with a year of sample activity' }).click()
  await tab.page.getByText('A year of activity is in the log').waitFor()
  const progress: number[] = await tab.page.evaluate(() => Reflect.get(window, 'seen'))
  expect(progress.length).toBeGreaterThan(3)
  expect(progress).toEqual(progress.toSorted((one, other) => one - other))
  const end = /^event 10,000 of 10,000, /
  await expect.poll(() => tab.slider.getAttribute('aria-valuetext')).toMatch(end)
  await expect.poll(() => other.slider.getAttribute('aria-valuetext')).toMatch(end)
  expect(await tab.page.locator('#accounts tbody tr').count()).toBe(8)
  expect(await tab.page.locator('#log li').count()).toBeLessThan(50)
  const total = await tab.total()

  await tab.slider.focus()
  await tab.page.keyboard.press('PageDown')
  await tab.isAt(9000)
  for (let press = 0; press < 40; press += 1) await tab.page.keyboard.press('ArrowLeft')
  await tab.isAt(8960)
  await tab.page.getByRole('button', { name: 'Older' }).click()
  await tab.page.locator('#log').getByText('#8,940').waitFor()
  await tab.page.keyboard.press('Home')
  await tab.page.getByRole('button', { name: 'Return to live' }).click()
  await tab.isLive()
  expect(await tab.total()).toBe(total)
  expect(await tab.page.getByRole('button', { name: 'Fill with a year' }).isVisible()).toBe(false)
  await tab.page.reload()
  await expect.poll(() => tab.slider.getAttribute('aria-valuetext')).toMatch(end)
})
