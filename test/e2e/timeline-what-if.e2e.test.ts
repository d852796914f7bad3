import { expect, test } from 'vitest'
import { timelineBrowser } from './timeline-tab.ts'

const { open } = timelineBrowser()

test('an event is left out of all that came after: the drawer says so, and the state what it would have changed', async () => {
  const tab = await open()
  await tab.openBank()
  await tab.seek(60)
  await tab.button('What if it had not happened?').click()
  await tab.says('This is a fork. The log stays as it is.')
  await tab.banner.getByText('In a fork').waitFor()
  await tab.isAt(119)
  await tab.page.getByRole('heading', { name: 'What if “MoneyDeposited” had not happened?' }).waitFor()
  await tab.page.getByText('without event 60. What came after it, 60 events, happens all the same.').waitFor()
  await expect.poll(() => tab.changes()).toEqual([expect.stringMatching(/^balances\.account:\d\.balance \d+ → \d+$/)])
  await tab.button('Commit to the log').press('Enter')
  await tab.says('What happened, happened: a fork that leaves it out cannot be committed.')
  await tab.button('Discard').click()
  await tab.says('Discarded.')
  await tab.isAt(60)
  expect(await tab.isLive()).toBe(false)
})

test('where the rest makes no sense without it, that is said, and the log is shown as before', async () => {
  const tab = await open()
  await tab.openBank()
  await tab.seek(2)
  await tab.button('What if it had not happened?').click()
  await tab.says(/^What came after rests on this event: without it, event \d+ makes no sense \(/)
  await tab.isAt(2)
  await tab.banner.getByText('Viewing the past').waitFor()
  await tab.button('What if').click()
  await tab.button('Fork here').waitFor()
})

test('what the projections cannot show does not reach the log: the drawer says so, and that it was appended to the fork', async () => {
  const tab = await open()
  await tab.openBank()
  await tab.button('What if').click()
  await tab.button('Fork here').click()
  await tab.page.getByRole('textbox', { name: 'Stream' }).fill('account:99')
  await tab.page.getByRole('textbox', { name: 'Type' }).fill('MoneyDeposited')
  await tab.page.getByRole('textbox', { name: 'Data, as JSON' }).fill('{"amount": 1}')
  await tab.button('Append to the fork').click()
  await tab.says(
    /^Appended to the fork, but: The projections cannot show event 121 \(money moved on an account that is/,
  )
  const drawer = tab.page.getByRole('region', { name: 'What if' })
  await drawer.getByText(/^The projections cannot show event 121 .+, so this fork cannot be committed\.$/).waitFor()
  await tab.button('Commit to the log').press('Enter')
  await tab.says(/^The projections cannot show event 121/)
  await tab.button('Discard').click()
  await tab.says('Discarded.')
  await tab.banner.getByText('Live', { exact: true }).waitFor()
  expect(await tab.page.evaluate(() => window.timelinePage.lastPosition())).toBe(120)
})

test('what the page appended to a fork is looked at too, before it is committed', async () => {
  const tab = await open()
  await tab.openBank()
  await tab.button('What if').click()
  await tab.button('Fork here').click()
  await tab.banner.getByText('In a fork').waitFor()
  await tab.page.evaluate(async () => {
    const element = document.querySelector('rewindable-timeline')
    await element?.fork?.append('account:99', { type: 'MoneyDeposited', data: { amount: 1 } })
  })
  await tab.button('Commit to the log').click()
  await tab.says(/^The projections cannot show event 121/)
  expect(await tab.page.evaluate(() => window.timelinePage.lastPosition())).toBe(120)
})
