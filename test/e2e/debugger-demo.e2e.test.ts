import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Page, readPage } from '../docs/pages.ts'
import { type Outcome, runCopiedTest } from './copied-test.ts'
import { debuggerBrowser } from './debugger-browser.ts'

const open = debuggerBrowser()
const page = readPage('docs/debug-any-app.md')
const update = readFileSync(new URL('../../demo/debugger/update.ts', import.meta.url), 'utf8').replace(
  / *\/\/.*\n/g,
  '',
)
const said = page.blocks.filter(({ language }) => language === 'text').map(({ lines }) => lines.join('\n'))
const [changes = '', failure = ''] = said

/** Runs a copied test below the lines that docs/debug-any-app.md adds. */
function run(copied: string, update: string): Promise<Outcome> {
  const top = [
    "import { scenario } from 'rewindable/testing'",
    "import { test } from 'vitest'",
    "import { todo } from './todo.ts'",
    'const projection = todo',
  ]
  const todo = readFileSync(new URL('../../demo/debugger/todo.ts', import.meta.url), 'utf8')
  return runCopiedTest(copied, top, { 'update.ts': update, 'todo.ts': todo })
}

function diffOf({ blocks }: Page): { bug: string; fix: string } {
  const diff = blocks.findLast(({ language }) => language === 'diff')?.lines ?? []
  const those = (sign: string) => diff.filter((line) => line.startsWith(sign)).map((line) => line.slice(1))
  return { bug: those('-').join('\n'), fix: those('+').join('\n') }
}

test('the timeline finds the bug, copies it as a failing test, and shows the fixed list', async () => {
  const demo = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await demo.playWeek()
  await demo.shows('[ ] Pay the rent', '[ ] Plan the summer', '[x] Pack for the weekend')

  await demo.button('Details').click()
  await demo.page.getByRole('searchbox').fill('rent')
  await demo.page.getByText('2 of 39', { exact: true }).waitFor()
  const found = demo.page.getByRole('option')
  await expect
    .poll(() => found.locator('.what').allInnerTexts())
    .toEqual(['“Pay the rent” added', 'pay-the-rent completed'])
  await demo.page.getByRole('searchbox').fill('')

  await demo.page.getByRole('treeitem', { name: 'pay-the-rent' }).click()
  await demo.button('Who changed this?').last().click()
  await demo.isAt(17)
  await demo.page.getByRole('heading', { name: 'Removal of call-grandma undone' }).waitFor()
  await demo.changed(...changes.split('\n'))
  await demo.button('One event earlier').click()
  await demo.isAt(16)
  await expect.poll(() => demo.task('Pay the rent').isChecked()).toBe(true)
  await demo.button('One event later').click()
  await demo.isAt(17)

  await demo.button('Copy state as test').click()
  const copied = await demo.copied()
  expect(page.lines.join('\n')).toContain(copied.trim())

  const rent = '"pay-the-rent": { "title": "Pay the rent", "done": false, "place": 0 }'
  expect(copied.split(rent)).toHaveLength(2)
  const corrected = copied.replace(rent, rent.replace('false', 'true'))
  const { bug, fix } = diffOf(page)
  expect(update.split(bug)).toHaveLength(2)
  expect(await run(copied, update)).toEqual({ passed: 1, failures: [] })
  expect(await run(corrected, update)).toEqual({ passed: 0, failures: [expect.stringContaining(failure)] })
  expect(await run(corrected, update.replace(bug, fix))).toEqual({ passed: 1, failures: [] })

  await demo.page.getByRole('link', { name: 'Show the same log with the fix' }).click()
  await demo.shows('[ ] Plan the summer', '[x] Pack for the weekend')
})
