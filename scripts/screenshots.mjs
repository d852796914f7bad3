// @ts-check
// `npm run screenshots` writes screenshots of the built demos into the folder screenshots. `-- 1400-light` writes one variant.
// The README uses two screenshots, in docs/images. Each state is shown in widths of 360, 800 and 1400 pixels, light and dark.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { preview } from 'vite'
import { chromiumLaunchOptions } from './find-chromium.mjs'
import { shootDebugger } from './screenshots-of-debugger.mjs'

/** @typedef {import('playwright').Page} Page */

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'screenshots')
const [only] = process.argv.slice(2)
/** @type {Record<string, string>} */
const ofReadme = { '1400-light-10-what-if': 'what-if.jpg', '1400-light-debugger-5-found': 'found.jpg' }
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, '.gitignore'), '*\n')

const server = await preview({ root, build: { outDir: 'dist-demo' }, preview: { host: '127.0.0.1', port: 0 } })
const url = server.resolvedUrls?.local[0] ?? ''
const browser = await chromium.launch(chromiumLaunchOptions())

for (const [width, height] of /** @type {const} */ ([
  [360, 740],
  [800, 1000],
  [1400, 900],
])) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    if (only !== undefined && only !== `${width}-${colorScheme}`) continue
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-GB' })
    const page = await context.newPage()
    /** @param {string} name */
    const shoot = async (name) => {
      await settle(page)
      const file = `${width}-${colorScheme}-${name}`
      await page.screenshot({ path: join(folder, `${file}.png`) })
      const inReadme = ofReadme[file]
      if (inReadme) await page.screenshot({ path: join(root, 'docs/images', inReadme), type: 'jpeg', quality: 72 })
    }
    // The window is as high as the page, so that sticky parts are at its bottom.
    /** @param {string} name */
    const shootWhole = async (name) => {
      await page.setViewportSize({ width, height: await page.evaluate(() => document.documentElement.scrollHeight) })
      await shoot(name)
      await page.setViewportSize({ width, height })
    }
    await page.goto(url)
    await page.getByRole('heading', { name: 'An empty bank' }).waitFor()
    await shoot('1-empty')

    await open(page, 'Ada', '100')
    await open(page, 'Grace', '')
    await move(page, 'Deposit', '250', 'Birthday')
    await move(page, 'Transfer', '75.50', 'Half of dinner')
    await move(page, 'Withdraw', '40', 'Cash')
    await shootWhole('2-small')
    await page.getByRole('textbox', { name: 'Amount in euros' }).fill('9000')
    await page.locator('#movement button[type=submit]').click()
    await page.getByText('does not cover').waitFor()
    await shootWhole('3-overdraft')
    await page.getByRole('slider', { name: 'Moment' }).press('ArrowLeft')
    await page.getByRole('slider', { name: 'Moment' }).press('ArrowLeft')
    await seek(page, '4')
    await shootWhole('4-small-past')
    await page.getByRole('button', { name: 'Return to live' }).click()
    await page.getByRole('button', { name: 'Start over' }).click()
    await shoot('5-start-over')
    await page.getByRole('button', { name: 'Delete and start over' }).click()

    await page.getByRole('button', { name: 'Fill with a year of sample activity' }).click()
    await page.getByText('A year of activity is in the log').waitFor({ timeout: 60_000 })
    await shoot('6-year')
    await shootWhole('6-year-whole')
    await page.getByRole('slider', { name: 'Moment' }).fill('6400')
    await seek(page, '6400')
    await shoot('7-year-past')
    await shootWhole('7-year-past-whole')
    await page.getByLabel('Lines of the chart').selectOption({ label: 'Ada' })
    await page.getByRole('radio', { name: 'By event' }).check()
    await shoot('8-year-past-ada')

    await page.getByLabel('Lines of the chart').selectOption({ label: 'Everything' })
    await page.getByRole('radio', { name: 'By date' }).check()
    await seekTo(page, await bigDeposit(page))
    await leaveOut(page, () => shoot('9-event'))
    await shoot('10-what-if')
    await shootWhole('10-what-if-whole')
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('button', { name: 'Return to live' }).click()

    await page.goto(`${url}demo/side-by-side/`)
    for (const side of ['left', 'right']) {
      await page.frameLocator(`iframe[data-side=${side}]`).locator('html[data-ready][data-has-events]').waitFor()
    }
    await shoot('11-side-by-side')
    await page.getByRole('button', { name: 'Withdraw on both sides at once' }).click()
    await page.getByText('Nothing was paid twice.').waitFor()
    await shoot('12-conflict')

    await page.goto(url)
    await page.getByRole('button', { name: 'Start over' }).click()
    await page.getByRole('button', { name: 'Delete and start over' }).click()
    await page.getByRole('button', { name: 'Fill with ten years' }).click()
    await page
      .locator('#job [data-figures]')
      .getByText(/^[1-9].* of 100,000$/)
      .waitFor()
    await shoot('13-filling')
    await page.getByText('Ten years of activity are in the log').waitFor({ timeout: 120_000 })
    await shoot('14-ten-years')

    await page.goto(`${url}demo/debugger/`)
    await shootDebugger(page, { shoot, shootWhole })
    await context.close()
  }
}
await browser.close()
await server.close()
console.log(`The screenshots are in ${folder}.`)

/** @param {Page} page @param {string} owner @param {string} balance */
async function open(page, owner, balance) {
  await page.getByRole('textbox', { name: 'Owner' }).fill(owner)
  await page.getByRole('textbox', { name: 'First balance' }).fill(balance)
  await page.getByRole('button', { name: 'Open the account' }).click()
  await page.getByRole('rowheader', { name: owner }).waitFor()
}

/** @param {Page} page @param {string} kind @param {string} amount @param {string} note */
async function move(page, kind, amount, note) {
  await page.getByRole('radio', { name: kind }).check()
  await page.getByRole('textbox', { name: 'Amount in euros' }).fill(amount)
  await page.getByRole('textbox', { name: 'Note' }).fill(note)
  await page.locator('#movement button[type=submit]').click()
  await page.locator('#log').getByText(note, { exact: true }).first().waitFor()
}

/** @param {Page} page @param {string} position */
async function seekTo(page, position) {
  await page.getByRole('slider', { name: 'Moment' }).fill(position)
  await seek(page, position)
}

/** Finds a deposit in the middle of the year whose absence the chart shows. @param {Page} page */
function bigDeposit(page) {
  return page.evaluate(async () => {
    const { store } = document.querySelector('rewindable-timeline') ?? {}
    for await (const { data, globalPosition } of store?.readAll({ fromPosition: 3_000, types: ['MoneyDeposited'] }) ??
      []) {
      if (Number(Reflect.get(Object(data), 'amount')) > 10_000_00) return String(globalPosition)
    }
    throw new Error('Expected a large deposit in the sample activity, found none.')
  })
}

/** @param {Page} page @param {() => Promise<void>} before runs before the click */
async function leaveOut(page, before) {
  await page.getByRole('button', { name: 'Details' }).click()
  const ask = page.getByRole('button', { name: 'What if it had not happened?' })
  const panel = page.getByRole('group', { name: 'Panel' }).getByRole('button', { name: 'Event', exact: true })
  await ask.or(panel).first().waitFor()
  if (await panel.isVisible()) await panel.click()
  await ask.scrollIntoViewIfNeeded()
  await before()
  await ask.click()
  await page.locator('[data-legend]').waitFor()
}

/** @param {Page} page @param {string} position */
async function seek(page, position) {
  await page.locator(`main[data-position="${position}"]`).waitFor()
}

/** Waits for two frames and the end of all transitions. @param {Page} page */
async function settle(page) {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    await Promise.all(document.getAnimations().map((animation) => animation.finished))
  })
}
