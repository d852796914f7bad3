import { expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'
import type { BankPage } from './bank-page.ts'

const openTab = bankBrowser()

const guide = (tab: BankPage) => tab.page.getByRole('region', { name: 'Three things to try' })
const done = (tab: BankPage) => guide(tab).locator('[data-done] strong').allTextContents()

test('the guide offers three tasks for the sample year and ticks each task that the user completes', async () => {
  const tab = await openTab()
  expect(await guide(tab).isVisible()).toBe(false)
  expect(await tab.page.getByRole('button', { name: 'Guide', exact: true }).isVisible()).toBe(false)
  await tab.page.getByRole('button', { name: 'Fill with a year of sample activity' }).click()
  await tab.reports('A year of activity is in the log')
  await guide(tab).waitFor()
  await tab.deposit('Ada', '1')
  expect(await done(tab)).toEqual([])

  await tab.rewindTo(5_000)
  await expect.poll(() => done(tab)).toEqual(['See the bank in the past'])
  expect(await guide(tab).getByRole('status').textContent()).toBe('Done: See the bank in the past. 2 to go.')
  await tab.page.getByRole('button', { name: 'Return to live' }).click()

  const other = await openTab()
  await other.deposit('Ada', '2')
  await expect.poll(() => done(tab)).toEqual(['See the bank in the past', 'Move money in another tab'])
  expect(await done(other)).toEqual(['See the bank in the past'])

  await tab.asksWhatIfWithout(9_000)
  await expect.poll(() => done(tab)).toHaveLength(3)
  expect(await guide(tab).getByRole('status').textContent()).toContain('That was all three')
})

test('the guide stays closed after the user closes it, and can be opened again', async () => {
  const tab = await openTab()
  await tab.openAccount('Ada', '100')
  await tab.deposit('Ada', '5')
  await tab.rewindTo(1)
  await expect.poll(() => done(tab)).toEqual(['See the bank in the past'])
  await guide(tab).getByRole('button', { name: 'Close the guide' }).press('Enter')
  const opener = tab.page.getByRole('button', { name: 'Guide', exact: true })
  await tab.hasFocus(opener)
  await tab.reload()
  expect(await guide(tab).isVisible()).toBe(false)
  expect(await opener.getAttribute('aria-expanded')).toBe('false')
  await opener.press('Enter')
  await tab.hasFocus(tab.page.getByRole('heading', { name: 'Three things to try' }))
  expect(await done(tab)).toEqual(['See the bank in the past'])
})

test('the guide works even if the browser denies localStorage', async () => {
  const tab = await openTab((page) =>
    page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('not allowed', 'SecurityError')
        },
      })
    }),
  )
  await tab.openAccount('Ada', '100')
  await tab.deposit('Ada', '5')
  await tab.rewindTo(1)
  await expect.poll(() => done(tab)).toEqual(['See the bank in the past'])
  await guide(tab).getByRole('button', { name: 'Close the guide' }).click()
  expect(await guide(tab).isVisible()).toBe(false)
})
