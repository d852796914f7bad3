import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { attackingFile, attacks, foreignLines } from '../hostile/attacks.ts'
import { guardedBank } from '../hostile/guarded-bank.ts'
import { tallyOf } from '../hostile/tally.ts'

const open = guardedBank()
const tried = tallyOf('attacks on the demo')

describe('the built demo under its content security policy', () => {
  test('the demo performs all its actions without a policy violation', async () => {
    const { bank, violations } = await open()
    await bank.page.getByRole('button', { name: 'Fill with a year of sample activity' }).click()
    await bank.reports('A year of activity is in the log')
    await bank.page.getByRole('radio', { name: 'By event' }).check({ force: true })
    await bank.page.locator('#chart select').selectOption({ label: 'Ada' })
    await bank.page.getByRole('button', { name: 'Older' }).click()
    await bank.rewindTo(5_000)
    await bank.page.getByRole('button', { name: 'Play' }).click()
    await bank.page.getByRole('button', { name: 'Pause' }).click()
    await bank.page.getByRole('button', { name: 'Return to live' }).click()
    await bank.isLive()
    await bank.openAccount('Alonzo', '100')
    await bank.deposit('Alonzo', '5', 'Found')
    await bank.transfer('Alonzo', 'Ada', '105', 'Thank you')
    await bank.closeAccount('Alonzo')
    const file = await bank.exported()
    await bank.startOver()
    await bank.importFile(file)
    await bank.page.getByText('10,005 events imported.').waitFor()
    await bank.importFile(`${file}{`)
    await bank.reports(/Line 10,?006/)
    expect(await violations()).toEqual([])
  })

  test('the demo shows typed markup as plain text', async () => {
    const { bank, violations, ran } = await open()
    for (const attack of attacks) {
      await bank.openAccount(attack, '10')
      await bank.deposit(attack, '1', attack)
      await bank.deposit(attack, attack)
      await bank.says('Write the amount in euros, such as 1250 or 12.50.')
      tried(3)
    }
    await bank.shows(Object.fromEntries(attacks.map((attack) => [attack, '€11.00'])))
    await expectText(bank.page)
    await bank.rewindTo(3)
    await bank.page.locator('#chart select').selectOption({ index: 2 })
    await expectText(bank.page)
    expect([await ran(), await violations()]).toEqual([undefined, []])
  })

  test('the demo shows markup from an imported file as plain text and exports the same file', async () => {
    const { bank, violations, ran } = await open()
    const file = attackingFile()
    await importNamed(bank.page, file, `${attacks[0]?.replace('/', '')}.jsonl`)
    const events = file.trimEnd().split('\n').length
    await bank.page.getByText(`${events} events imported.`).waitFor()
    await bank.page.locator('#log .note').first().waitFor()
    for (let page = 0; page * 16 < events; page += 1) {
      await expectText(bank.page)
      if (await bank.page.getByRole('button', { name: 'Older' }).isEnabled()) {
        await bank.page.getByRole('button', { name: 'Older' }).click()
      }
    }
    for (const position of [0, 1, 40, events - 1]) {
      await bank.rewindTo(position)
      await expectText(bank.page)
    }
    expect(await bank.exported()).toBe(file)
    expect(await shownOwners(bank.page)).toEqual(attacks)
    expect([await ran(), await violations()]).toEqual([undefined, []])
    tried(events * 6)
  })

  test('the demo shows the reason for a rejected file as plain text', async () => {
    const { bank, violations, ran } = await open()
    for (const line of foreignLines) {
      await bank.importFile(line)
      await bank.reports('This file is not a log of this bank.')
      tried()
    }
    const [first = ''] = attackingFile().split('\n')
    const second = { ...JSON.parse(first), streamVersion: 2, globalPosition: 2 }
    for (const attack of attacks) {
      await bank.importFile(`${first}\n${JSON.stringify({ ...second, streamId: attack })}`)
      await bank.reports(`Line 2: expected streamVersion 1 of stream ${JSON.stringify(attack)}, found 2.`)
      await bank.importFile(`${first}\n${JSON.stringify({ ...second, [attack]: 1 })}`)
      await bank.reports(`Line 2: the event has the unknown field ${JSON.stringify(attack)}.`)
      await bank.importFile(`${first}\n${attack}`)
      await bank.reports('Line 2: the line is not JSON')
      await expectText(bank.page)
      tried(3)
    }
    expect([await ran(), await violations()]).toEqual([undefined, []])
  })
})

describe('the content security policy of the built demo', () => {
  test('the policy blocks injected scripts and markup', async () => {
    const injected = [
      '<script>window.ran = "inline"</script>',
      '<script src="data:text/javascript,window.ran=1"></script>',
      '<img src="x" onerror="window.ran = 2">',
      '<img src="https://example.org/seen.png">',
      '<style>body { outline: 9px solid }</style>',
      '<p style="outline: 9px solid">',
      '<a id="trap" href="javascript:window.ran = 3">trap</a>',
      '<base href="https://example.org/">',
      '<form id="form" action="https://example.org/"><input name="secret"></form>',
      '<iframe src="data:text/html,<script>parent.ran=4</script>"></iframe>',
      '<object data="data:text/html,hello"></object>',
    ]
    const { bank, violations, ran } = await open((html) => html.replace('<noscript>', `${injected.join('')}<noscript>`))
    await bank.page.evaluate(() => document.getElementById('trap')?.click())
    await bank.page.evaluate(() => document.querySelector<HTMLFormElement>('#form')?.submit())
    await expect
      .poll(async () => new Set((await violations()).map((one) => one.split(' ')[0])))
      .toEqual(
        new Set([
          'script-src-elem',
          'script-src-attr',
          'img-src',
          'style-src-elem',
          'style-src-attr',
          'base-uri',
          'form-action',
          'frame-src',
          'object-src',
        ]),
      )
    expect(await ran()).toBe(undefined)
    expect(await bank.page.evaluate(() => getComputedStyle(document.body).outlineWidth)).not.toBe('9px')
    expect(await bank.page.evaluate(() => document.baseURI)).toBe(bank.page.url())
    tried(injected.length)
  })

  test.each<[sink: string, use: () => unknown]>([
    ['innerHTML', () => Object.assign(document.body, { innerHTML: '<b>bold</b>' })],
    ['outerHTML', () => Object.assign(document.body, { outerHTML: '<b>bold</b>' })],
    ['insertAdjacentHTML', () => document.body.insertAdjacentHTML('beforeend', '<b>bold</b>')],
    ['srcdoc', () => Object.assign(document.createElement('iframe'), { srcdoc: '<b>bold</b>' })],
    ['document.write', () => document.write('<b>bold</b>')],
    ['DOMParser', () => new DOMParser().parseFromString('<b>bold</b>', 'text/html')],
    ['the text of a script', () => Object.assign(document.createElement('script'), { text: 'window.ran = 1' })],
    ['the address of a script', () => Object.assign(document.createElement('script'), { src: '/other.js' })],
    ['an event handler', () => document.body.setAttribute('onclick', 'window.ran = 2')],
    ['the address of a worker', () => new Worker('/other.js')],
  ])('the policy rejects plain text as %s', async (_, use) => {
    const { bank, violations, ran } = await open()
    expect(await bank.page.evaluate(use).catch(String)).toContain("requires 'Trusted")
    expect(await violations()).toEqual([expect.stringContaining('require-trusted-types-for')])
    expect(await ran()).toBe(undefined)
    tried()
  })

  test('the policy blocks functions made from text, and no new trusted types policy can allow them', async () => {
    const { bank, ran, takeProblems } = await open()
    // The timeout matters: the browser does not enforce the policy during an evaluation of the debugger.
    await bank.page.evaluate(() => {
      setTimeout(() => {
        try {
          window.trustedTypes?.createPolicy('any', {})
          window.ran = 'a policy was made'
        } catch {
          window.ran = new Function('return "it ran"')()
        }
      })
    })
    await expect.poll(() => takeProblems()).toEqual([expect.stringContaining('EvalError')])
    expect(await ran()).toBe(undefined)
    tried(2)
  })
})

/** Expects that the page contains no elements or attributes from the event data. */
async function expectText(page: Page): Promise<void> {
  const foreign = 'main :is(img, script, iframe, math, object, a[href^="javascript:"], [onerror], [onload], [onfocus])'
  expect(await page.locator(foreign).count()).toBe(0)
}

/** Returns the owners that the account table shows. */
function shownOwners(page: Page): Promise<string[]> {
  return page.locator('#accounts .owner').allTextContents()
}

async function importNamed(page: Page, content: string, name: string): Promise<void> {
  const file = { name, mimeType: 'application/jsonl', buffer: Buffer.from(content) }
  await page.locator('#backup input[type=file]').setInputFiles(file)
}
