import { describe, expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'

const openTab = bankBrowser()

describe('the bank in one tab', () => {
  test('an empty bank asks for an account, and opening one reveals the rest of the page', async () => {
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

  test('a reload restores the whole page', async () => {
    const tab = await openTab()
    await tab.openAccount('Ada', '100')
    await tab.withdraw('Ada', '12.50')
    await tab.page.reload()
    await tab.shows({ Ada: '€87.50' })
    await expect
      .poll(() => tab.logTitles(), { timeout: 10_000 })
      .toEqual(['Withdrawal from Ada', 'Ada opened an account'])
  })

  test('an overdraft is rejected with a message and appends nothing', async () => {
    const tab = await openTab()
    await tab.openAccount('Ada', '10')
    await tab.withdraw('Ada', '40')
    await tab.says('Ada has €10.00, which does not cover €40.00. Take €10.00 or less, or deposit first.')
    await tab.deposit('Ada', 'a lot')
    await tab.says('Write the amount in euros, such as 1250 or 12.50.')
    await expect.poll(() => tab.logTitles(), { timeout: 10_000 }).toEqual(['Ada opened an account'])
  })

  test('an empty account can be closed, and is still visible in the past', async () => {
    const tab = await openTab()
    await tab.openAccount('Ada', '10')
    await tab.openAccount('Grace', '5')
    await tab.closeAccount('Ada')
    await tab.says('Ada’s account still holds €10.00. Withdraw or transfer it, then close the account.')
    await tab.transfer('Ada', 'Grace', '10')
    await tab.closeAccount('Ada')
    await tab.says('The account is closed.')
    await tab.shows({ Ada: 'closed', Grace: '€15.00' })
    await expect.poll(() => tab.owners(), { timeout: 10_000 }).toEqual(['Grace'])
    expect((await tab.logTitles())[0]).toBe('Ada closed the account')
    await tab.rewindTo(2)
    await tab.shows({ Ada: '€10.00', Grace: '€5.00' })
  })

  test('the sender of a transfer cannot be its receiver', async () => {
    const tab = await openTab()
    for (const owner of ['Ada', 'Grace', 'Alan']) await tab.openAccount(owner, '10')
    await expect.poll(() => tab.recipients(), { timeout: 10_000 }).toEqual(['Grace', 'Alan'])
    await tab.transfer('Grace', 'Ada', '4')
    await expect.poll(() => tab.recipients(), { timeout: 10_000 }).toEqual(['Ada', 'Alan'])
    await tab.shows({ Ada: '€14.00', Grace: '€6.00', Alan: '€10.00' })
  })

  test('an amount above the limit is rejected, and a success message disappears when the user types', async () => {
    const tab = await openTab()
    await tab.openAccount('Ada', '1,000.50')
    await tab.deposit('Ada', '10')
    await tab.says('€10.00 deposited.')
    await tab.page.getByRole('textbox', { name: 'Owner' }).fill('Grace')
    await tab.says('')
    await tab.deposit('Ada', '1 000 000 000')
    await tab.says('The largest amount at a time is €999,999,999.99.')
  })

  test('at a width of 360 pixels, an error is shown above the timeline, not behind it', async () => {
    const tab = await openTab((page) => page.setViewportSize({ width: 360, height: 740 }))
    await tab.openAccount('Ada', '10')
    await tab.withdraw('Ada', '40')
    await tab.says('Ada has €10.00, which does not cover €40.00. Take €10.00 or less, or deposit first.')
    const message = await tab.page.locator('#movement [data-message]').boundingBox()
    const bar = await tab.page.locator('#timeline .frame').boundingBox()
    if (!message || !bar) throw new Error('Expected the message and the timeline on the page.')
    expect(message.y + message.height).toBeLessThanOrEqual(bar.y)
  })

  test('markup in every field is shown as text', async () => {
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

  test('at a width of 360 pixels, the page does not scroll sideways, live or in the past', async () => {
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
