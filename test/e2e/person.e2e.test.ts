import { expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'
import type { BankPage } from './bank-page.ts'
import { runCopiedTest } from './copied-test.ts'

const openTab = bankBrowser()

/** Drags the thumb of the slider. */
async function drag({ page, slider }: BankPage, to: number): Promise<void> {
  const box = await slider.boundingBox()
  if (!box) throw new Error('Expected a slider, found none.')
  const x = (share: number): number => box.x + 14 + share * (box.width - 28)
  const y = box.y + box.height / 2
  await page.mouse.move(x(1), y)
  await page.mouse.down()
  for (let share = 1; share > to; share -= 0.05) await page.mouse.move(x(share), y)
  await page.mouse.move(x(to), y)
  await page.mouse.up()
}

test('a user finds the event that changed a balance, tries a fork, commits it and copies a test', async () => {
  const tab = await openTab()
  await tab.page.setViewportSize({ width: 1400, height: 900 })
  await tab.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const { page, slider } = tab
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const changes = page.locator('rewindable-timeline .changes li')
  const told = (words: string | RegExp) => page.locator('rewindable-timeline .told').getByText(words).waitFor()

  await tab.openAccount('Ada', '100')
  await tab.openAccount('Grace', '20')
  await tab.deposit('Ada', '50')
  await tab.withdraw('Ada', '30')
  await tab.deposit('Grace', '5')
  await tab.shows({ Ada: '€120.00', Grace: '€25.00' })

  await drag(tab, 0.4)
  await tab.isAt(2)
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/^event 2 of 5, Grace opened an account with €20\.00, /)
  await tab.shows({ Ada: '€100.00', Grace: '€20.00' })
  await slider.focus()
  await page.keyboard.press('ArrowRight')
  await tab.isAt(3)
  await page.keyboard.press('End')
  await tab.isLive()

  await button('Details').click()
  await page
    .getByRole('treeitem')
    .filter({ hasText: /^\W*1\b/ })
    .click()
  await button('Who changed this?').click()
  await tab.isAt(4)
  await page.getByRole('heading', { name: '€30.00 withdrawn from Ada' }).waitFor()
  await expect.poll(() => changes.allInnerTexts()).toContain('bank.accounts.1.balance 15000 → 12000')

  await button('Copy as test').click()
  await told('Test copied.')
  const copied = await page.evaluate(() => navigator.clipboard.readText())

  // The fork deposits another 75 for Grace. At the same time, another tab deposits 1.
  const other = await openTab()
  const tryDeposit = async (): Promise<void> => {
    await button('Fork here').click()
    await page.getByRole('textbox', { name: 'Stream' }).fill('account:2')
    await page.getByRole('textbox', { name: 'Type' }).fill('MoneyDeposited')
    await page.getByRole('textbox', { name: 'Data, as JSON' }).fill('{"amount": 7500}')
    await button('Append to the fork').click()
    await told('Appended to the fork.')
  }
  await button('Return to live').click()
  await button('What if').click()
  await tryDeposit()
  await tab.shows({ Ada: '€120.00', Grace: '€100.00' })
  await expect.poll(() => changes.allInnerTexts()).toContain('bank.accounts.2.balance 2500 → 10000')
  await other.shows({ Ada: '€120.00', Grace: '€25.00' })
  await other.deposit('Grace', '1')
  await button('Commit to the log').click()
  await told(/ConcurrencyConflict/)
  await other.shows({ Ada: '€120.00', Grace: '€26.00' })
  await button('Discard').click()
  await tab.isLive()
  await tryDeposit()
  await button('Commit to the log').click()
  await told('Committed to the log.')
  await other.shows({ Ada: '€120.00', Grace: '€101.00' })

  const placeholder = "when: { type: '…' }, // the command: the log contains only its events"
  expect(copied.split(placeholder)).toHaveLength(2)
  const top = [
    "import { account as decider } from '../../../examples/bank-account.ts'",
    "import { scenario } from 'rewindable/testing'",
    "import { test } from 'vitest'",
  ]
  const told30 = copied.replace(placeholder, "when: { type: 'Withdraw', data: { amount: 3000 } },")
  expect(await runCopiedTest(told30, top)).toEqual({ passed: 1, failures: [] })
  const told40 = copied.replace(placeholder, "when: { type: 'Withdraw', data: { amount: 4000 } },")
  expect(await runCopiedTest(told40, top)).toMatchObject({ passed: 0, failures: [expect.stringContaining('4000')] })
})
