import { ConcurrencyConflict, type EventStore, openMemoryEventStore } from 'rewindable'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { AccountPage } from '../../examples/account-page.ts'
import { accountOpened, accountStream, type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'

let store: EventStore<BankEvent>
let page: AccountPage

beforeEach(async () => {
  store = await openMemoryEventStore<BankEvent>()
  for (const id of ['1', '2']) await store.append(accountStream(id), [accountOpened('Ada', 10), moneyDeposited(5)])
  page = new AccountPage(store, '2')
  await page.live.catchUp()
  onTestFinished(() => {
    page.close()
    return store.close()
  })
})

test('an account page shows the balance of its account and follows it', async () => {
  await store.append(accountStream('1'), moneyDeposited(100))
  await store.append(accountStream('2'), moneyDeposited(1))
  await eventually(() => expect([page.live.state, page.live.position]).toEqual([16, 3]))
})

test('a withdrawal from a balance that changed since rejects', async () => {
  const { position, state } = page.live
  page.close()
  await store.append(accountStream('2'), moneyDeposited(1))
  expect([page.live.position, page.live.state]).toEqual([position, state])
  expect(await rejectionOf(page.withdraw(15))).toBeInstanceOf(ConcurrencyConflict)
  await page.live.catchUp()
  expect((await page.withdraw(16)).streamVersion).toBe(4)
})

test('the history of an account has one position for each of its events', async () => {
  const history = page.history()
  onTestFinished(() => history.stop())
  await history.toLive()
  const shown = []
  for (let position = 0; position <= history.getSnapshot().lastPosition; position += 1) {
    await history.seek(position)
    shown.push(history.getSnapshot().state)
  }
  expect(shown).toEqual([0, 10, 15])
})
