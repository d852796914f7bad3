import { type EventStore, type JsonObject, openMemoryEventStore } from 'rewindable'
import { expect, test } from 'vitest'
import { accountOpened, type BankEvent, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { copiedText } from './copied-text.ts'

type MarkedEvent = BankEvent & { readonly metadata?: JsonObject }

const asTest = (store: EventStore<MarkedEvent>, position: number): Promise<string> =>
  copiedText(store, { position, panel: 'Event', press: ['.detail .actions button:nth-child(2)'] })

/** A bank in which every append has a time of its own, unless it is said that no time passes. */
async function openBank({ timePasses = true } = {}): Promise<EventStore<MarkedEvent>> {
  let now = 0
  return openMemoryEventStore<MarkedEvent>({ now: () => (timePasses ? ++now : 5) })
}

const opened = '      {"type":"AccountOpened","data":{"owner":"Ada","balance":0}},\n'
const deposited = '      {"type":"MoneyDeposited","data":{"amount":100}},\n'
const withdrawn = '      {"type":"MoneyWithdrawn","data":{"amount":30}},\n'

test('of events appended together without a commandId, each is expected with the others', async () => {
  const store = await openBank()
  await store.append('account:1', accountOpened('Ada', 0))
  await store.append('account:1', [moneyDeposited(100), moneyWithdrawn(30)])
  for (const position of [2, 3]) {
    const text = await asTest(store, position)
    expect(text).toContain(`given: [\n${opened}    ],`)
    expect(text).toContain(`then: [\n${deposited}${withdrawn}    ],`)
    expect(text).toContain('    // recorded at one time; without a commandId nobody knows if by one command\n    then:')
  }
  expect(await asTest(store, 1)).not.toContain('// recorded')
})

test('a commandId tells them apart at any time', async () => {
  const store = await openBank({ timePasses: false })
  await store.append('account:1', accountOpened('Ada', 0))
  await store.append('account:1', moneyDeposited(100), { commandId: 'deposit' })
  await store.append('account:1', moneyWithdrawn(30), { commandId: 'withdraw' })
  const text = await asTest(store, 2)
  expect(text).toContain(`given: [\n${opened}    ],`)
  expect(text).toContain(`then: [\n${deposited}    ],`)
  expect(text).not.toContain('// recorded')
})

test('metadata is given and expected where there is any', async () => {
  const store = await openBank()
  await store.append('account:1', { ...accountOpened('Ada', 0), metadata: { by: 'Ada' } })
  await store.append('account:1', { ...moneyDeposited(100), metadata: { by: 'Grace' } })
  const text = await asTest(store, 2)
  expect(text).toContain('{"type":"AccountOpened","data":{"owner":"Ada","balance":0},"metadata":{"by":"Ada"}}')
  expect(text).toContain('{"type":"MoneyDeposited","data":{"amount":100},"metadata":{"by":"Grace"}}')
})

test('an event behind more others than a test has room for is not copied, and says so', async () => {
  const store = await openBank()
  await store.append(
    'account:1',
    Array.from({ length: 1_000 }, () => moneyDeposited(1)),
  )
  await store.append('account:1', moneyWithdrawn(30))
  expect(await asTest(store, 1_001)).toContain('It comes from more than 1,000 events: too many for a test.')
})
