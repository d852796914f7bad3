import type { Browser, Locator } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findings } from './axe.ts'
import { BankPage } from './bank-page.ts'
import { launchChromium, type Site, serveBuiltDemo } from './browser.ts'

let site: Site
let browser: Browser

beforeAll(async () => {
  site = await serveBuiltDemo()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

test.each([
  ['light', 1_400],
  ['dark', 1_400],
  ['light', 360],
  ['dark', 360],
] as const)('axe finds no violation in any state of the bank demo, %s, %i pixels wide', async (colorScheme, width) => {
  const size = { width, height: 800 }
  const context = await browser.newContext({ bypassCSP: true, colorScheme, viewport: size, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const tab = new BankPage(page)
  const wrong: Record<string, string[]> = {}
  const check = async (state: string): Promise<void> => {
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
    const found = await findings(page, 'html', { iframes: false })
    if (found.length > 0) wrong[state] = found
  }
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true })
  await page.goto(site.url)
  await tab.isReady()
  await check('empty')
  await button('Fill with ten years').click()
  await page
    .locator('#job [data-figures]')
    .getByText(/^[1-9]/)
    .waitFor()
  await check('filling')
  await button('Cancel').click()
  await tab.reports('Cancelled. The bank has not changed.')
  await check('cancelled')
  await tab.openAccount('Ada', '100')
  await tab.openAccount('Grace', '20')
  await tab.deposit('Ada', '50')
  await tab.transfer('Ada', 'Grace', '30')
  await check('the guide')
  await tab.withdraw('Ada', '4000')
  await tab.says('Ada has €120.00, which does not cover €4,000.00. Take €120.00 or less, or deposit first.')
  await check('refused')
  await button('Start over').click()
  await page.getByRole('dialog').waitFor()
  await check('asked to start over')
  await page.keyboard.press('Escape')
  await button('Details').click()
  await page.getByRole('searchbox').fill('Grace')
  await page.getByText(/^\d+ of \d+$/).waitFor()
  await check('searching')
  await button('Export, import, storage').click()
  await check('with a tool')
  await button('Export, import, storage').click()
  await page.getByRole('searchbox').fill('')
  await button('Details').click()
  await tab.rewindTo(3)
  await check('a step of it done')
  await tab.asksWhatIfWithout(3)
  await page.getByText('What if, without').waitFor()
  await check('what if')
  await button('Details').click()
  await tab.whatIf.waitFor()
  await check('what if, with the panels')
  await page.goto(`${site.url}demo/side-by-side/`)
  await button('Withdraw on both sides at once').click()
  await page.getByText('Nothing was paid twice.').waitFor()
  await check('side by side')
  const [, left] = page.frames()
  await page.goto(left?.url() ?? '')
  await tab.isReady()
  await check('one side')
  await context.close()
  expect(wrong).toEqual({})
})
