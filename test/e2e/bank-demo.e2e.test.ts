import { describe, expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'

const openTab = bankBrowser()

describe('one tab', () => {
  test('an empty bank invites, and the first account brings the rest of the page', async () => {
    const tab = await openTab()
    await tab.page.getByRole('heading', { name: 'An empty bank' }).waitFor()
    expect(await tab.slider.isVisible()).toBe(false)
    await tab.openAccount('Ada', '0')
    await tab.deposit('Ada', '100')
    await tab.withdraw('Ada', '30')
    await tab.deposit('Ada', '50')
    await tab.shows({ Ada: '€120.00' })
    expect(await tab.page.getByRole('heading', { name: 'An empty bank' }).isVisible()).toBe(false)
    expect(await tab.slider.getAttribute('aria-valuetext')).toMatch(/^event 4 of 4, €50\.00 deposited to Ada, /)
  })

  test('everything is there again after a reload', async () => {
    const tab = await openTab()
    await tab.openAccount('Ada', '100')
    await tab.withdraw('Ada', '12.50')
    await tab.page.reload()
    await tab.shows({ Ada: '€87.50' })
    expect(await tab.logTitles()).toEqual(['Withdrawal from Ada', 'Ada opened an account'])
  })

  test('an overdraft is refused in words, and nothing is recorded', async () => {
    const tab = await openTab()
    await tab.openAccount('Ada', '10')
    await tab.withdraw('Ada', '40')
    await tab.says('Ada has €10.00, which does not cover €40.00. Take €10.00 or less, or deposit first.')
    await tab.deposit('Ada', 'a lot')
    await tab.says('Write the amount in euros, such as 1250 or 12.50.')
    expect(await tab.logTitles()).toEqual(['Ada opened an account'])
  })

  test('markup in every field is shown as the text it is', async () => {
    const tab = await openTab()
    const markup = '<img src=x onerror="document.title=1"><b>Ada</b>'
    await tab.openAccount(markup, '10')
    await tab.deposit(markup, '5', '<script>document.title=2</script>')
    await tab.shows({ [markup]: '€15.00' })
    await tab.page.locator('#log').getByText('<script>document.title=2</script>').waitFor()
    await tab.rewindTo(1)
    expect(await tab.page.locator('main img, main b, main script').count()).toBe(0)
    expect(await tab.page.title()).toBe('The rewindable bank')
  })

  test('at 360 pixels nothing reaches beyond the side, live or past', async () => {
    const tab = await openTab((page) => page.setViewportSize({ width: 360, height: 740 }))
    const overflow = () => tab.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await overflow()).toBeLessThanOrEqual(0)
    await tab.openAccount('A person with quite a long name, or perhaps a company Ltd.', '9999999.99')
    await tab.openAccount('W'.repeat(60), '1')
    expect(await overflow()).toBeLessThanOrEqual(0)
    await tab.rewindTo(1)
    expect(await overflow()).toBeLessThanOrEqual(0)
  })
})

describe('two tabs', () => {
  test('what happens in one is seen in the other', async () => {
    const first = await openTab()
    const second = await openTab()
    await first.openAccount('Ada', '100')
    await second.shows({ Ada: '€100.00' })
    await second.deposit('Ada', '20')
    await first.shows({ Ada: '€120.00' })
    expect(await first.logTitles()).toEqual(['Deposit to Ada', 'Ada opened an account'])
  })

  test('a transfer is one commit: no tab ever shows half of it', async () => {
    const first = await openTab()
    const second = await openTab()
    await first.openAccount('Ada', '100')
    await first.openAccount('Grace', '0')
    await second.shows({ Ada: '€100.00', Grace: '€0.00' })
    await second.page.evaluate(() => {
      const seen = new Set<string>()
      Object.assign(window, { seen })
      const note = () =>
        seen.add(
          [...document.querySelectorAll('#accounts tbody td:nth-child(2)')].map((cell) => cell.textContent).join(' '),
        )
      new MutationObserver(note).observe(document.querySelector('#accounts tbody') ?? document.body, {
        childList: true,
      })
    })
    await first.transfer('Ada', 'Grace', '40')
    await first.transfer('Ada', 'Grace', '25')
    await second.shows({ Ada: '€35.00', Grace: '€65.00' })
    const seen = await second.page.evaluate(() => [...(Reflect.get(window, 'seen') as Set<string>)])
    expect(['€60.00 €40.00', '€35.00 €65.00', '€100.00 €0.00']).toEqual(expect.arrayContaining(seen))
    expect(await second.logTitles()).toEqual([
      'Received by Grace from Ada',
      'Sent by Ada to Grace',
      'Received by Grace from Ada',
      'Sent by Ada to Grace',
      'Grace opened an account',
      'Ada opened an account',
    ])
  })

  test('an event of another tab does not move a person who is in the past', async () => {
    const first = await openTab()
    const second = await openTab()
    await first.openAccount('Ada', '100')
    await first.deposit('Ada', '1')
    await first.rewindTo(1)
    await second.deposit('Ada', '2')
    await second.deposit('Ada', '3')
    await second.deposit('Ada', '4')
    await first.page.getByText('+3 new').waitFor()
    await first.page.getByText('4 events behind').waitFor()
    expect(await first.slider.inputValue()).toBe('1')
    await first.shows({ Ada: '€100.00' })
    await first.page.getByRole('button', { name: 'Return to live' }).click()
    await first.shows({ Ada: '€110.00' })
  })

  test('of two tabs that decide on the same balance the slower is told, and nothing is overwritten', async () => {
    const first = await openTab()
    await first.openAccount('Ada', '100')
    // This tab hears nothing of the others and does not look either, as if their news came too late.
    const deaf = await openTab((page) =>
      page.addInitScript(() => {
        BroadcastChannel.prototype.addEventListener = () => {}
        Object.assign(window, { setInterval: () => 0 })
      }),
    )
    await deaf.shows({ Ada: '€100.00' })
    await first.withdraw('Ada', '80')
    await first.shows({ Ada: '€20.00' })
    await deaf.withdraw('Ada', '60')
    await deaf.says(
      'Somebody changed this account in another tab, so nothing was recorded. Ada’s balance is now €20.00. Look at it again and try once more.',
    )
    await deaf.shows({ Ada: '€20.00' })
    await deaf.withdraw('Ada', '20')
    await deaf.shows({ Ada: '€0.00' })
    await first.shows({ Ada: '€0.00' })
  })

  test('a bank that is started over in one tab says so in the other', async () => {
    const first = await openTab()
    const second = await openTab()
    await first.openAccount('Ada', '100')
    await second.shows({ Ada: '€100.00' })
    await first.startOver()
    await second.page.getByText('This bank was started over').waitFor()
    await second.page.getByRole('button', { name: 'Load the new bank' }).click()
    await second.page.getByRole('heading', { name: 'An empty bank' }).waitFor()
  })
})
