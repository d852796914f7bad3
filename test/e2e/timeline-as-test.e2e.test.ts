import { scenario } from 'rewindable/testing'
import { expect, test } from 'vitest'
import { balances } from '../../examples/bank-account.ts'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open } = timelineBrowser()

async function bank(): Promise<TimelineTab> {
  const tab = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await tab.openBank()
  return tab
}

const copied = (tab: TimelineTab): Promise<string> => tab.page.evaluate(() => navigator.clipboard.readText())

test('a copied event is the start of a test for the decider', async () => {
  const tab = await bank()
  await tab.seek(7)
  await tab.button('Copy as test').click()
  await tab.says('Test copied.')
  const text = (await copied(tab)).replace(/[0-9a-f-]{36}/, '<an id>')
  expect(text).toBe(`test("MoneyDeposited, as recorded in account:3 at version 2", () =>
  scenario(decider, { // the decider of this stream
    given: [
      {"type":"AccountOpened","data":{"owner":"Edsger","balance":10000}},
    ],
    when: { type: '…' }, // the command: the log contains only its events
    then: [
      {"type":"MoneyDeposited","data":{"amount":50},"metadata":{"correlationId":"visit-1","causationId":"<an id>"}},
    ],
  }))
`)
})

test('a copied state is a passing test of its projection that fails for another expected state', async () => {
  const tab = await bank()
  const run = (text: string): void => {
    // Runs the text that a user would paste into a test file.
    const pasted = new Function('test', 'scenario', 'projection', text)
    pasted((_: string, test: () => void) => test(), scenario, balances)
  }
  await tab.seek(7)
  await tab.page.getByRole('treeitem', { name: 'account:3' }).click()
  await tab.button('Copy state as test').click()
  await tab.says('Test copied.')
  const text = await copied(tab)
  expect(text).toMatch(/^test\("balances, after MoneyDeposited at event 7", \(\) =>\n {2}scenario\(projection, \{/)
  expect(text.match(/"streamId":"account:3"/g)).toHaveLength(2)
  expect(text).toContain('"account:3": { "owner": "Edsger", "balance": 10050 }')
  run(text)
  expect(() => run(text.replace('10050', '10051'))).toThrow(/\+ account:3: .*10050/)
})

test('a state of too many events for a test is not copied, and a message gives the reason', async () => {
  const tab = await open()
  await tab.page.evaluate(() => window.timelinePage.openLong(1_001))
  await tab.isAt(1_001)
  await tab.page.getByRole('treeitem', { name: 'account:0' }).click()
  await tab.button('Copy state as test').click()
  await tab.says(/A test can have at most 1,000 events, and this one would need more\./)
})
