import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open } = timelineBrowser()

async function bank(options: Parameters<typeof open>[0] = {}): Promise<TimelineTab> {
  const tab = await open(options)
  await tab.openBank()
  return tab
}

const copied = (tab: TimelineTab): Promise<string> => tab.page.evaluate(() => navigator.clipboard.readText())
const mayCopy = { permissions: ['clipboard-read', 'clipboard-write'] }

describe('protection of the log', () => {
  test('in the past, no control appends events, and the import is disabled with the reason', async () => {
    const tab = await bank()
    await tab.seek(60)
    await tab.press('k', 'k', 'm', 'a', 'ArrowUp', 'Shift+ArrowDown', 'PageDown', '[', 'n', 'Home', 'ArrowRight')
    await tab.isAt(1)
    await tab.button('Export, import, storage').click()
    await tab.page.getByText('The past cannot be changed: return to live first.').waitFor()
    expect(await tab.page.locator('input[type=file]').isDisabled()).toBe(true)
    await tab.slider.focus()
    await tab.press('End')
    await tab.becomesLive(true)
    await tab.isAt(120)
    await expect.poll(() => tab.page.locator('input[type=file]').isDisabled()).toBe(false)
  })

  test('new events are counted and never move a user who is viewing the past', async () => {
    const tab = await bank()
    await tab.seek(60)
    await tab.page.evaluate(() => window.timelinePage.append(1))
    await tab.page.evaluate(() => window.timelinePage.append(2))
    await tab.banner.getByText('+2 new').waitFor()
    await tab.banner.getByText('62 events behind').waitFor()
    await tab.isAt(60)
    await tab.button('Return to live').click()
    await tab.isAt(122)
  })
})

describe('finding events', () => {
  test('a search filters the list and the steps, and does not change the state', async () => {
    const tab = await bank()
    await tab.seek(60)
    const before = await tab.page.evaluate(() => window.timelinePage.shown().state)
    await tab.page.getByRole('searchbox').fill('type:withdrawn stream:account:2')
    await tab.page.getByText('8 of 120', { exact: true }).waitFor()
    await expect.poll(() => tab.listed()).toBe(8)
    expect(await tab.page.evaluate(() => window.timelinePage.shown().state)).toBe(before)
    await tab.slider.focus()
    await tab.press('ArrowRight')
    await tab.isAt(71)
    await tab.press('ArrowLeft', 'ArrowLeft')
    await tab.isAt(41)
  })

  test('type, stream and correlation links filter the events, and a cause link goes to its event', async () => {
    const tab = await bank()
    await tab.seek(42)
    await tab.button('visit-8').click()
    await tab.page.getByText('5 of 120', { exact: true }).waitFor()
    await tab.button('41 · MoneyWithdrawn').waitFor()
    expect(await tab.page.locator('rewindable-timeline .causes li').count()).toBe(1)
    await tab.button('41 · MoneyWithdrawn').click()
    await tab.isAt(41)
  })

  test('"Who changed this?" goes from a value to the event that changed it', async () => {
    const tab = await bank()
    await tab.seek(40)
    await tab.page.getByRole('treeitem', { name: 'account:3' }).click()
    await tab.button('Who changed this?').last().click()
    await tab.isAt(37)
  })

  test('bookmarks have names and survive a reload', async () => {
    const tab = await open()
    await tab.page.evaluate(() => window.timelinePage.openLong(50))
    await tab.isAt(50)
    await tab.seek(20)
    await tab.press('m')
    await tab.button('Bookmarks').click()
    await tab.page.getByRole('textbox', { name: 'Name of the bookmark at event 20' }).fill('the twentieth')
    await tab.press('Tab')
    await tab.open()
    await tab.page.evaluate(() => window.timelinePage.openLong(50))
    await tab.isAt(50)
    await tab.button('Bookmarks').click()
    expect(await tab.page.getByRole('textbox', { name: /bookmark at event 20/ }).inputValue()).toBe('the twentieth')
    await tab.button('Event 20').click()
    await tab.isAt(20)
  })
})

describe('links, files and forks', () => {
  test('a copied link opens the same position', async () => {
    const tab = await open(mayCopy)
    await tab.page.evaluate(() => window.timelinePage.openLong(50))
    await tab.isAt(50)
    await tab.seek(20)
    await tab.button('Copy link').click()
    await tab.says('Link to this moment copied.')
    const link = await copied(tab)
    expect(link).toMatch(/#at=[0-9a-f-]{36}$/)
    await tab.open(`?again${new URL(link).hash}`)
    await tab.page.evaluate(() => window.timelinePage.openLong(50))
    await tab.isAt(20)
    expect(await tab.isLive()).toBe(false)
    await tab.page.evaluate(() => {
      location.hash = '#at=nowhere'
    })
    await tab.says('The link leads to an event that is not in this log.')
  })

  test('the log is exported to a file, whole or up to the position, and imported from a file', async () => {
    const tab = await bank()
    await tab.seek(30)
    await tab.button('Export, import, storage').click()
    const exported = async (button: string): Promise<string> => {
      const [download] = await Promise.all([tab.page.waitForEvent('download'), tab.button(button).click()])
      return readFile(await download.path(), 'utf8')
    }
    const part = await exported('Export up to event 30')
    const lines = await exported('Export the log')
    expect(part.trim().split('\n').length).toBe(30)
    expect(lines.startsWith(part)).toBe(true)
    await tab.slider.focus()
    await tab.press('l')
    await tab.becomesLive(true)
    const file = (text: string) => ({ name: 'log.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) })
    await expect.poll(() => tab.page.locator('input[type=file]').isDisabled()).toBe(false)
    await tab.page.locator('input[type=file]').setInputFiles(file(lines))
    await tab.says('0 events imported, 120 were there already.')
    await tab.page.locator('input[type=file]').setInputFiles(file('nonsense\n'))
    await tab.says(/^ImportRejected: /)
    await tab.isAt(120)
  })
})

test('a fork shows its differences from the log, and is committed or discarded', async () => {
  const tab = await bank()
  await tab.button('What if').click()
  await tab.button('Fork here').click()
  await tab.banner.getByText('In a fork').waitFor()
  await tab.page.getByRole('textbox', { name: 'Stream' }).fill('account:1')
  await tab.page.getByRole('textbox', { name: 'Type' }).fill('MoneyDeposited')
  const data = tab.page.getByRole('textbox', { name: 'Data, as JSON' })
  await data.fill('five')
  await tab.button('Append to the fork').click()
  await tab.says(/The data must be JSON/)
  await data.fill('{"amount": 5}')
  await tab.button('Append to the fork').click()
  await tab.page.getByRole('heading', { name: 'A fork of event 120, with 1 event added' }).waitFor()
  const [download] = await Promise.all([tab.page.waitForEvent('download'), tab.button('Export the fork').click()])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
  expect(lines.length).toBe(121)
  expect(lines.at(-1)).toMatch(/"globalPosition":121,.*"data":\{"amount":5\}/)
  await expect.poll(() => tab.changes()).toEqual([expect.stringMatching(/^balances\.account:1\.balance \d+ → \d+5$/)])
  await tab.button('Discard').click()
  await tab.isAt(120)
  await tab.button('Fork here').click()
  await tab.page.getByRole('textbox', { name: 'Stream' }).fill('account:1')
  await tab.page.getByRole('textbox', { name: 'Type' }).fill('MoneyDeposited')
  await data.fill('{"amount": 5}')
  await tab.button('Append to the fork').click()
  await tab.says('Appended to the fork.')
  await tab.button('Commit to the log').click()
  await tab.says('Committed to the log.')
  await tab.isAt(121)
  await tab.banner.getByText('Live', { exact: true }).waitFor()
})

test('the panels are resized, and the floating window is moved, by pointer and by keyboard', async () => {
  const tab = await bank()
  const height = async () => (await tab.page.locator('rewindable-timeline .panels').boundingBox())?.height ?? 0
  const bar = tab.page.getByRole('separator', { name: 'Height of the panels' })
  const before = await height()
  await bar.focus()
  await tab.press('ArrowUp')
  expect(await height()).toBe(before + 24)
  const grip = await bar.boundingBox()
  if (!grip) throw new Error('Expected the height bar on the page, found none.')
  await tab.page.mouse.move(grip.x + 50, grip.y + 5)
  await tab.page.mouse.down()
  await tab.page.mouse.move(grip.x + 50, grip.y - 35)
  await tab.page.mouse.up()
  expect(await height()).toBe(before + 64)
  await tab.button('Float').click()
  const left = async () => (await tab.page.locator('rewindable-timeline').boundingBox())?.x ?? 0
  const stood = await left()
  await tab.page.getByRole('button', { name: /^Move the window/ }).focus()
  await tab.press('ArrowLeft', 'ArrowLeft')
  expect(await left()).toBe(stood - 48)
  const handle = await tab.page.locator('rewindable-timeline .carrier').boundingBox()
  if (!handle) throw new Error('Expected the move handle on the page, found none.')
  await tab.page.mouse.move(handle.x + 5, handle.y + 5)
  await tab.page.mouse.down()
  await tab.page.mouse.move(handle.x - 95, handle.y + 5, { steps: 4 })
  await tab.page.mouse.up()
  expect(await left()).toBe(stood - 148)
})

test('the element adds no global, no style and no event of its fields to the page', async () => {
  const tab = await bank()
  const seen = await tab.page.evaluate(async () => {
    const heard: string[] = []
    for (const type of ['input', 'change', 'keydown']) document.addEventListener(type, () => heard.push(type))
    const sheets = document.styleSheets.length + document.adoptedStyleSheets.length
    return { sheets, heard, globals: Object.keys(window).filter((name) => /^lit|rewindable/i.test(name)) }
  })
  expect(seen).toEqual({ sheets: 0, heard: [], globals: [] })
  await tab.page.evaluate(() => {
    for (const type of ['input', 'change'])
      document.addEventListener(type, () => Object.assign(window, { heard: type }))
  })
  await tab.seek(30)
  await tab.page.getByRole('searchbox').fill('rent')
  await tab.page.getByText(/^\d+ of 120$/).waitFor()
  expect(await tab.page.evaluate(() => Reflect.get(window, 'heard'))).toBeUndefined()
})
