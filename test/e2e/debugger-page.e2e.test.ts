import { describe, expect, test } from 'vitest'
import { findings } from './axe.ts'
import { debuggerBrowser } from './debugger-browser.ts'

const open = debuggerBrowser()

describe('the to-do list', () => {
  test('the list survives a reload and is the same in every tab', async () => {
    const one = await open()
    const other = await open({ beside: one })
    await one.add('Buy milk')
    await other.add('Buy <b>bread</b>')
    await other.task('Buy milk').check()
    await one.shows('[x] Buy milk', '[ ] Buy <b>bread</b>')
    await one.button('Remove Buy milk').click()
    await other.button('Undo').click()
    await one.shows('[x] Buy milk', '[ ] Buy <b>bread</b>')
    await one.page.reload()
    await one.isReady()
    await one.shows('[x] Buy milk', '[ ] Buy <b>bread</b>')
    await one.button('Clear completed').click()
    await other.shows('[ ] Buy <b>bread</b>')
  })

  test('a ticked box stays ticked before and after its event is recorded', async () => {
    const demo = await open()
    await demo.add('Buy milk')
    const seen = await demo.task('Buy milk').evaluate(async (box: HTMLInputElement) => {
      box.click()
      const seen = new Set<boolean>()
      const end = performance.now() + 600
      while (performance.now() < end) {
        seen.add(box.checked)
        await new Promise((resolve) => setTimeout(resolve))
      }
      return [...seen]
    })
    expect(seen).toEqual([true])
    await demo.shows('[x] Buy milk')
  })

  test('in the past, the list shows its old state and is disabled with the reason', async () => {
    const demo = await open()
    await demo.add('Buy milk')
    await demo.task('Buy milk').check()
    await demo.button('Remove Buy milk').click()
    await demo.shows()
    await demo.rewindTo(2)
    await demo.shows('[x] Buy milk')
    await demo.page.getByText('the past cannot be changed. Return to live to go on').waitFor()
    expect(await demo.task('Buy milk').isDisabled()).toBe(true)
    expect(await demo.button('Add').isDisabled()).toBe(true)
    expect(await demo.button('Start over').isDisabled()).toBe(true)
    await demo.button('Return to live').click()
    await demo.shows()
    expect(await demo.button('Add').isEnabled()).toBe(true)
  })

  test('in a fork, changes reach the log only with a commit', async () => {
    const one = await open()
    const other = await open({ beside: one })
    await one.page.bringToFront()
    await one.add('Buy milk')
    await one.task('Buy milk').check()
    await other.shows('[x] Buy milk')
    await one.rewindTo(1)
    await one.button('What if').click()
    await one.button('Fork here').click()
    await one.page.getByText('This is a fork: what you do here stays in it').waitFor()
    await one.add('Buy bread')
    await one.shows('[ ] Buy milk', '[ ] Buy bread')
    await other.shows('[x] Buy milk')
    await one.button('Discard').click()
    await one.isAt(1)
    await one.shows('[ ] Buy milk')
    await one.button('Return to live').click()
    await one.shows('[x] Buy milk')
  })

  test('the list can be used with the keyboard alone and never loses the focus', async () => {
    const { page, ...demo } = await keyboardOnly()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await demo.shows('[x] Buy milk')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await demo.shows()
    await demo.hasFocus('Undo')
    await page.keyboard.press('Enter')
    await demo.shows('[x] Buy milk')
    await demo.hasFocus('What is to be done')
  })

  async function keyboardOnly() {
    const demo = await open()
    await demo.page.getByRole('textbox', { name: 'What is to be done' }).focus()
    await demo.page.keyboard.type('Buy milk')
    await demo.page.keyboard.press('Enter')
    await demo.shows('[ ] Buy milk')
    await demo.page.keyboard.press('Tab')
    const hasFocus = (name: string) =>
      expect
        .poll(() => demo.page.locator(':focus').evaluate((one) => one.closest('label, button')?.textContent?.trim()))
        .toBe(name)
    return { page: demo.page, hasFocus, shows: (...tasks: string[]) => demo.shows(...tasks) }
  }

  test('starting over clears the list and informs the other tab', async () => {
    const one = await open()
    const other = await open({ beside: one })
    await one.page.bringToFront()
    await one.playWeek()
    await other.task('Pay the rent').waitFor()
    await one.button('Start over').click()
    await one.button('Delete and start over').click()
    await one.page.getByText('Nothing to do.').waitFor()
    await other.page.getByText('This list was started over').waitFor()
    await other.button('Load the new list').click()
    await other.page.getByText('Nothing to do.').waitFor()
    await one.playWeek()
  })
})

test('the log of another application is reported, and its task titles are shown as text', async () => {
  const demo = await open()
  const line = (position: number, type: string, data: unknown): string => {
    const id = `00000000-0000-4000-8000-00000000000${position}`
    const place = { streamId: 'todo', streamVersion: position, globalPosition: position, recordedAt: 5, metadata: {} }
    return JSON.stringify({ type, data, id, ...place })
  }
  const lines = [
    line(1, 'TaskAdded', { id: '__proto__', title: '<img src=x onerror=alert(1)>' }),
    line(2, 'TaskCompleted', { id: 'constructor' }),
    line(3, 'TaskAdded', null),
  ]
  await demo.button('Export, import, storage').click()
  const buffer = Buffer.from(`${lines.join('\n')}\n`)
  await demo.page.locator('input[type=file]').setInputFiles({ name: 'a.jsonl', mimeType: 'application/jsonl', buffer })
  await demo.page.getByText('This log is not one of this list: event 3 does not fit').waitFor()
  expect(await demo.button('Add').isDisabled()).toBe(true)
  await demo.rewindTo(2)
  await demo.shows('[ ] <img src=x onerror=alert(1)>')
  await demo.page.locator('#notice').getByRole('button', { name: 'Start over' }).click()
  await demo.button('Delete and start over').click()
  await demo.page.getByText('Nothing to do.').waitFor()
})

describe.each([
  ['light', 1_400],
  ['dark', 800],
  ['dark', 360],
] as const)('the page of the to-do list, %s, %i pixels wide', (colorScheme, width) => {
  test('axe finds no violation in any state of the page', async () => {
    const demo = await open({ bypassCSP: true, colorScheme, viewport: { width, height: 900 } })
    const wrong: Record<string, string[]> = {}
    const check = async (state: string): Promise<void> => {
      await demo.page.waitForTimeout(350)
      const found = await findings(demo.page)
      if (found.length > 0) wrong[state] = found
      const beyond = await demo.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(beyond, `${state}: wider than the window`).toBeLessThanOrEqual(0)
    }
    await check('empty')
    await demo.playWeek()
    await check('live')
    await demo.button('Remove Plan the summer').click()
    await demo.button('Undo').waitFor()
    await check('something to undo')
    await demo.button('Details').click()
    await demo.page.getByRole('searchbox').fill('rent')
    await demo.page.getByText(/^\d+ of \d+$/).waitFor()
    await check('searching')
    await demo.page.getByRole('searchbox').fill('')
    await demo.button('Details').click()
    await demo.rewindTo(17)
    await check('past')
    await demo.button('What if').click()
    await demo.button('Fork here').click()
    await demo.page.getByText('This is a fork').first().waitFor()
    await check('in a fork')
    await demo.button('Discard').click()
    await demo.page.goto(`${demo.page.url()}?fixed`)
    await demo.page.getByText('This is the list with the fix').waitFor()
    await check('fixed')
    await demo.button('Start over').click()
    await check('asked to start over')
    expect(wrong).toEqual({})
  })
})

test('axe finds a violation that is added on purpose', async () => {
  const demo = await open({ bypassCSP: true })
  await demo.page.locator('#todo input[name=title]').evaluate((field) => {
    field.removeAttribute('placeholder')
    field.parentElement?.replaceWith(field)
  })
  expect(await findings(demo.page)).toEqual([expect.stringMatching(/^label: /)])
})
