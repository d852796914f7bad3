import { describe, expect, test } from 'vitest'
import { bankBrowser } from './bank-browser.ts'

const openTab = bankBrowser()

/** Opens a tab that receives no notifications and does not poll. */
const openUnnotifiedTab = () =>
  openTab((page) =>
    page.addInitScript(() => {
      BroadcastChannel.prototype.addEventListener = () => {}
      Object.assign(window, { setInterval: () => 0 })
    }),
  )

describe('the bank in two tabs', () => {
  test('an event of one tab appears in the other tab', async () => {
    const first = await openTab()
    const second = await openTab()
    await first.openAccount('Ada', '100')
    await second.shows({ Ada: '€100.00' })
    await second.deposit('Ada', '20')
    await first.shows({ Ada: '€120.00' })
    expect(await first.logTitles()).toEqual(['Deposit to Ada', 'Ada opened an account'])
  })

  test('no tab ever shows half of a transfer, because a transfer is one commit', async () => {
    const first = await openTab()
    const second = await openTab()
    await first.openAccount('Ada', '100')
    await first.openAccount('Grace', '0')
    await second.shows({ Ada: '€100.00', Grace: '€0.00' })
    await second.page.evaluate(() => {
      const seen = new Set<string>()
      Object.assign(window, { seen })
      const note = () =>
        seen.add(
          [...document.querySelectorAll('#accounts tbody td:nth-child(2)')].map((cell) => cell.textContent).join(' '),
        )
      new MutationObserver(note).observe(document.querySelector('#accounts tbody') ?? document.body, {
        childList: true,
      })
    })
    await first.transfer('Ada', 'Grace', '40')
    await first.transfer('Ada', 'Grace', '25')
    await second.shows({ Ada: '€35.00', Grace: '€65.00' })
    const seen = await second.page.evaluate(() => [...(Reflect.get(window, 'seen') as Set<string>)])
    expect(['€60.00 €40.00', '€35.00 €65.00', '€100.00 €0.00']).toEqual(expect.arrayContaining(seen))
    expect(await second.logTitles()).toEqual([
      'Received by Grace from Ada',
      'Sent by Ada to Grace',
      'Received by Grace from Ada',
      'Sent by Ada to Grace',
      'Grace opened an account',
      'Ada opened an account',
    ])
  })

  test('an event of another tab does not move a user who is viewing the past', async () => {
    const first = await openTab()
    const second = await openTab()
    await first.openAccount('Ada', '100')
    await first.deposit('Ada', '1')
    await first.rewindTo(1)
    await second.deposit('Ada', '2')
    await second.deposit('Ada', '3')
    await second.deposit('Ada', '4')
    await first.page.getByText('+3 new').waitFor()
    await first.page.getByText('4 events behind').waitFor()
    expect(await first.slider.inputValue()).toBe('1')
    await first.shows({ Ada: '€100.00' })
    await first.page.getByRole('button', { name: 'Return to live' }).click()
    await first.shows({ Ada: '€110.00' })
  })

  test('of two withdrawals at the same moment, one is paid and the other is rejected with the reason', async () => {
    const first = await openUnnotifiedTab()
    const second = await openUnnotifiedTab()
    const people = [first, second]
    await first.openAccount('Ada', '20')
    for (let round = 1; round <= 5; round += 1) {
      await first.deposit('Ada', '80')
      await first.says('€80.00 deposited.')
      for (const person of people) {
        await person.reload()
        await person.isAboutTo('Withdraw', 'Ada', '80')
      }
      await Promise.all(people.map((person) => person.pressButton()))
      const words = () => Promise.all(people.map((person) => person.words()))
      await expect
        .poll(async () => (await words()).toSorted())
        .toEqual([
          'Another tab was faster, and nothing was recorded. Ada has €20.00, which does not cover €80.00. Take €20.00 or less, or deposit first.',
          '€80.00 withdrawn.',
        ])
      for (const person of people) await person.shows({ Ada: '€20.00' })
    }
    await first.reload()
    expect((await first.logTitles()).filter((title) => title === 'Withdrawal from Ada').length).toBe(5)
  })

  test('two deposits into one account at the same moment are both recorded', async () => {
    const people = [await openTab(), await openTab()]
    await people[0]?.openAccount('Ada', '100')
    for (const person of people) await person.isAboutTo('Deposit', 'Ada', '30')
    await Promise.all(people.map((person) => person.pressButton()))
    for (const person of people) {
      await person.says('€30.00 deposited.')
      await person.shows({ Ada: '€160.00' })
    }
  })

  test('a tab that missed the notification of another tab decides with the current balance', async () => {
    const first = await openTab()
    await first.openAccount('Ada', '100')
    const deaf = await openUnnotifiedTab()
    await deaf.shows({ Ada: '€100.00' })
    await first.withdraw('Ada', '80')
    await first.shows({ Ada: '€20.00' })
    await deaf.withdraw('Ada', '60')
    await deaf.says(
      'Another tab was faster, and nothing was recorded. Ada has €20.00, which does not cover €60.00. Take €20.00 or less, or deposit first.',
    )
    await deaf.shows({ Ada: '€20.00' })
    await first.deposit('Ada', '10')
    await deaf.withdraw('Ada', '15')
    await deaf.says('€15.00 withdrawn.')
    await deaf.shows({ Ada: '€15.00' })
    await first.shows({ Ada: '€15.00' })
  })

  test('an account that was closed in one tab rejects deposits in the other', async () => {
    const first = await openTab()
    await first.openAccount('Ada', '100')
    await first.openAccount('Grace', '0')
    const deaf = await openUnnotifiedTab()
    await deaf.shows({ Ada: '€100.00', Grace: '€0.00' })
    await first.closeAccount('Grace')
    await first.shows({ Ada: '€100.00', Grace: 'closed' })
    await deaf.transfer('Ada', 'Grace', '40')
    await deaf.says('Grace’s account was closed. Choose another one.')
    await deaf.shows({ Ada: '€100.00', Grace: 'closed' })
    expect(await deaf.owners()).toEqual(['Ada'])
  })

  test('starting over in one tab is announced in the other tab', async () => {
    const first = await openTab()
    const second = await openTab()
    await first.openAccount('Ada', '100')
    await second.shows({ Ada: '€100.00' })
    await first.startOver()
    await second.page.getByRole('alert').getByText('This bank was started over').waitFor()
    await second.page.getByText('Not live any more').waitFor()
    expect(await second.page.getByText('Live', { exact: true }).isVisible()).toBe(false)
    for (const form of ['movement', 'opening']) {
      expect(await second.page.locator(`#${form} button[type=submit]`).isDisabled()).toBe(true)
    }
    expect(await second.page.getByRole('button', { name: 'Start over' }).isDisabled()).toBe(true)
    expect(await second.slider.isDisabled()).toBe(true)
    await second.page.getByRole('button', { name: 'Load the new bank' }).click()
    await second.page.getByRole('heading', { name: 'An empty bank' }).waitFor()
  })
})
