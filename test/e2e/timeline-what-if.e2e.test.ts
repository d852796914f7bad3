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
