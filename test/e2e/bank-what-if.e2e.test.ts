import { describe, expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'
import type { BankPage } from './bank-page.ts'

const openTab = bankBrowser()

/** 1: Ada opens with 100; 2: Grace with 20; 3: Ada +50; 4: Ada −30; 5: Grace +5. */
async function smallBank(): Promise<BankPage> {
  const tab = await openTab()
  await tab.openAccount('Ada', '100')
  await tab.openAccount('Grace', '20')
  await tab.deposit('Ada', '50', 'Birthday')
  await tab.withdraw('Ada', '30')
  await tab.deposit('Grace', '5')
  await tab.shows({ Ada: '€120.00', Grace: '€25.00' })
  return tab
}

const isShown = (tab: BankPage, words: string | RegExp) => tab.page.getByText(words).first().waitFor()
const otherLines = (tab: BankPage) => tab.page.locator('#chart .shown .what-if').count()

describe('leaving out a deposit', () => {
  test('the chart and the figures show the fork, and discarding the fork restores the bank', async () => {
    const tab = await smallBank()
    await tab.asksWhatIfWithout(3)
    await isShown(tab, 'What if “€50.00 deposited to Ada” had not happened?')
    await tab.shows({ Ada: '€70.00', Grace: '€25.00' })
    expect(await tab.total()).toBe('€95.00')
    await expect.poll(() => otherLines(tab)).toBe(2)
    await isShown(tab, 'As it happened')
    await isShown(tab, 'What if, without “€50.00 deposited to Ada”')
    await isShown(tab, 'if it had not happened')
    expect(await tab.page.locator('#accounts :is(th, td).since').allTextContents()).toEqual([
      'Against the log',
      '−€50.00',
      '€0.00',
      '−€50.00',
    ])
    expect(await tab.logTitles()).toEqual([
      'Deposit to Grace',
      'Withdrawal from Ada',
      'Grace opened an account',
      'Ada opened an account',
    ])
    expect(await tab.page.locator('#movement button[type=submit]').isDisabled()).toBe(true)
    await isShown(tab, 'You are looking at what could have been')

    await tab.page.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => otherLines(tab)).toBe(0)
    await tab.shows({ Ada: '€150.00', Grace: '€20.00' })
    await tab.page.getByRole('button', { name: 'Return to live' }).click()
    await tab.isLive()
    await tab.shows({ Ada: '€120.00', Grace: '€25.00' })
  })

  test('the fork can be rewound and accepts new events, but cannot be committed, and the page gives the reason', async () => {
    const tab = await smallBank()
    await tab.asksWhatIfWithout(3)
    const commit = tab.page.getByRole('button', { name: 'Commit to the log' })
    expect(await commit.getAttribute('aria-disabled')).toBe('true')
    await commit.press('Enter')
    await isShown(tab, 'A fork that leaves out an event cannot be committed.')
    await tab.page.getByText('Let something else happen').click()
    await tab.page.getByRole('textbox', { name: 'Data, as JSON' }).fill('{"amount": 1000}')
    await tab.page.getByRole('button', { name: 'Append to the fork' }).click()
    await tab.shows({ Ada: '€80.00', Grace: '€25.00' })
    expect((await tab.logTitles())[0]).toBe('Deposit to Ada')
    await tab.slider.press('Home')
    await tab.isAt(0)
    await tab.shows({ Ada: 'not opened yet', Grace: 'not opened yet' })
  })

  test('an account without its opening event is reported as an error, and the bank stays unchanged', async () => {
    const tab = await smallBank()
    await tab.asksWhatIfWithout(1)
    await isShown(tab, /^The projections cannot show event 3 without this event \(account 1 was never/)
    await tab.shows({ Ada: '€100.00', Grace: 'not opened yet' })
    expect(await tab.page.getByRole('button', { name: 'Discard' }).isVisible()).toBe(false)
    await tab.page.getByRole('button', { name: 'Return to live' }).click()
    await tab.isLive()
    await tab.deposit('Ada', '1')
    await tab.shows({ Ada: '€121.00', Grace: '€25.00' })
  })

  test('a fork cannot leave out a second event, and the button keeps the focus', async () => {
    const tab = await smallBank()
    await tab.asksWhatIfWithout(3)
    await tab.hasFocus(tab.slider)
    await tab.page.getByRole('button', { name: 'Details' }).click()
    await tab.whatIf.focus()
    await tab.page.keyboard.press('Enter')
    await isShown(tab, 'This is a fork: discard it first.')
    await tab.hasFocus(tab.whatIf)
  })

  test('markup from the user is shown as text in the fork', async () => {
    const tab = await openTab()
    const markup = '<img src=x onerror="document.title=1">'
    await tab.openAccount(markup, '10')
    await tab.deposit(markup, '5', markup)
    await tab.deposit(markup, '6')
    await tab.asksWhatIfWithout(2)
    await tab.shows({ [markup]: '€16.00' })
    expect(await tab.page.locator('#chart [data-what-if]').textContent()).toContain(`deposited to ${markup}`)
    expect(await tab.page.locator('main img, rewindable-timeline img').count()).toBe(0)
    expect(await tab.page.title()).toBe('The rewindable bank')
  })
})
