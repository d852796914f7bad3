import { describe, expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'
import type { BankPage } from './bank-page.ts'

const openTab = bankBrowser()

describe('the timeline', () => {
  async function smallBank(): Promise<BankPage> {
    const tab = await openTab()
    await tab.openAccount('Ada', '100')
    await tab.openAccount('Grace', '20')
    await tab.deposit('Ada', '50')
    await tab.transfer('Ada', 'Grace', '30', 'Half of dinner')
    await tab.shows({ Ada: '€120.00', Grace: '€50.00' })
    return tab
  }

  test('rewinds the balances, the log and the chart with the keyboard alone', async () => {
    const tab = await smallBank()
    await tab.slider.focus()
    await tab.page.keyboard.press('ArrowLeft')
    await tab.isAt(4)
    await tab.page.keyboard.press('ArrowLeft')
    await tab.isAt(3)
    await tab.shows({ Ada: '€150.00', Grace: '€20.00' })
    expect(await tab.total()).toBe('€170.00')
    expect(await tab.slider.getAttribute('aria-valuetext')).toMatch(/^event 3 of 5, €50\.00 deposited to Ada, /)
    expect(await tab.page.locator('#log li:not(.later)').count()).toBe(3)
    expect(await tab.page.locator('#log [aria-current=true]').textContent()).toContain('Deposit to Ada')
    expect(await tab.page.locator('#chart .cursor circle').count()).toBe(1)
    await tab.page.keyboard.press('Home')
    await tab.isAt(0)
    await tab.shows({ Ada: 'not opened yet', Grace: 'not opened yet' })
    await tab.page.keyboard.press('End')
    await tab.isLive()
    await tab.shows({ Ada: '€120.00', Grace: '€50.00' })
  })

  test('in the past it says so, closes the forms and returns to live with one button', async () => {
    const tab = await smallBank()
    await tab.page.getByRole('button', { name: 'One event earlier' }).click()
    await tab.isAt(4)
    await tab.page.getByText('Viewing the past', { exact: true }).waitFor()
    await tab.page.getByText('1 event behind').waitFor()
    await tab.page.getByText('30.00 is on its way between two accounts').waitFor()
    expect(await tab.page.locator('#movement button[type=submit]').isDisabled()).toBe(true)
    expect(await tab.page.locator('#opening button[type=submit]').isDisabled()).toBe(true)
    expect(await tab.page.getByRole('button', { name: 'Start over' }).isDisabled()).toBe(true)
    expect(await tab.page.locator('#backup input[type=file]').isDisabled()).toBe(true)
    await tab.page.getByText('the past cannot be changed').waitFor()
    await tab.page.getByRole('button', { name: 'Return to live' }).press('Enter')
    await tab.isLive()
    expect(await tab.page.locator('#movement button[type=submit]').isEnabled()).toBe(true)
    expect(await tab.slider.evaluate((slider) => slider === document.activeElement)).toBe(true)
  })

  test('an event of the log leads to its moment', async () => {
    const tab = await smallBank()
    await tab.page.locator('#log button', { hasText: 'Grace opened an account' }).press('Enter')
    await tab.isAt(2)
    await tab.shows({ Ada: '€100.00', Grace: '€20.00' })
    expect(await tab.page.evaluate(() => document.activeElement?.textContent)).toContain('Grace opened an account')
  })

  test('plays from the beginning into the present, and stops when somebody takes over', async () => {
    const tab = await smallBank()
    const play = tab.page.getByRole('button', { name: 'Play' })
    await play.click()
    await tab.page.locator('html[data-viewing=past]').waitFor()
    await tab.page.getByRole('button', { name: 'One event earlier' }).click()
    await play.waitFor()
    await tab.page.locator('html[data-viewing=past]').waitFor()
    await play.click()
    await tab.page.getByRole('button', { name: 'Pause' }).waitFor()
    await tab.isLive()
    await play.waitFor()
    await tab.shows({ Ada: '€120.00', Grace: '€50.00' })
  })

  test('everything can be done with the keyboard alone', async () => {
    const tab = await openTab()
    const { keyboard } = tab.page
    await tab.tabTo('Owner')
    await keyboard.type('Ada')
    await keyboard.press('Tab')
    await keyboard.type('12.50')
    await keyboard.press('Enter')
    await tab.shows({ Ada: '€12.50' })
    await tab.tabTo('Deposit')
    await keyboard.press('ArrowRight')
    await tab.tabTo('Amount in euros')
    await keyboard.type('2,50')
    await keyboard.press('Enter')
    await tab.shows({ Ada: '€10.00' })
    await tab.tabTo('Moment of the bank')
    await keyboard.press('ArrowLeft')
    await tab.isAt(1)
    await tab.shows({ Ada: '€12.50' })
    await tab.tabTo('Return to live')
    await keyboard.press('Space')
    await tab.isLive()
  })

  test('the chart can be grabbed to go to a moment', async () => {
    const tab = await smallBank()
    await tab.page.getByRole('radio', { name: 'By event' }).check()
    const box = await tab.page.locator('#chart svg').boundingBox()
    if (!box) throw new Error('the chart is not on the page')
    await tab.page.mouse.click(box.x + box.width * 0.5, box.y + box.height / 2)
    await tab.page.locator('html[data-viewing=past]').waitFor()
    const seen = await tab.slider.inputValue()
    expect(['2', '3']).toContain(seen)
  })
})
