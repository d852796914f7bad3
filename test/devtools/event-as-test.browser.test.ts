import { type EventStore, openMemoryEventStore } from 'rewindable'
import { expect, test } from 'vitest'
import { accountOpened, type BankEvent, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import type { JsonObject } from '../derived-types.ts'
import { copiedText } from './copied-text.ts'

type MarkedEvent = BankEvent & { readonly metadata?: JsonObject }

const asTest = (store: EventStore<MarkedEvent>, position: number): Promise<string> =>
  copiedText(store, { position, panel: 'Event', press: ['.detail .actions button:nth-child(2)'] })

/** Opens a bank whose appends have different times, or equal times without `timePasses`. */
async function openBank({ timePasses = true } = {}): Promise<EventStore<MarkedEvent>> {
  let now = 0
  return openMemoryEventStore<MarkedEvent>({ now: () => (timePasses ? ++now : 5) })
}

const opened = '      {"type":"AccountOpened","data":{"owner":"Ada","balance":0}},\n'
const deposited = '      {"type":"MoneyDeposited","data":{"amount":100}},\n'
const withdrawn = '      {"type":"MoneyWithdrawn","data":{"amount":30}},\n'

test('without a commandId, a copied test expects all events that were appended together', async () => {
  const store = await openBank()
  await store.append('account:1', accountOpened('Ada', 0))
  await store.append('account:1', [moneyDeposited(100), moneyWithdrawn(30)])
  for (const position of [2, 3]) {
    const text = await asTest(store, position)
    expect(text).toContain(`given: [\n${opened}    ],`)
    expect(text).toContain(`then: [\n${deposited}${withdrawn}    ],`)
    expect(text).toContain(
      '    // recorded at the same time; without a commandId, maybe by several commands\n    then:',
    )
  }
  expect(await asTest(store, 1)).not.toContain('// recorded')
})

test('a commandId separates events with the same time and joins events with different times', async () => {
  const store = await openBank({ timePasses: false })
  await store.append('account:1', accountOpened('Ada', 0))
  await store.append('account:1', moneyDeposited(100), { commandId: 'deposit' })
  await store.append('account:1', moneyWithdrawn(30), { commandId: 'withdraw' })
  const text = await asTest(store, 2)
  expect(text).toContain(`given: [\n${opened}    ],`)
  expect(text).toContain(`then: [\n${deposited}    ],`)
  expect(text).not.toContain('// recorded')
})

test('a copied test contains the metadata of events that have metadata', async () => {
  const store = await openBank()
  await store.append('account:1', { ...accountOpened('Ada', 0), metadata: { by: 'Ada' } })
  await store.append('account:1', { ...moneyDeposited(100), metadata: { by: 'Grace' } })
  const text = await asTest(store, 2)
  expect(text).toContain('{"type":"AccountOpened","data":{"owner":"Ada","balance":0},"metadata":{"by":"Ada"}}')
  expect(text).toContain('{"type":"MoneyDeposited","data":{"amount":100},"metadata":{"by":"Grace"}}')
})

test('an event with too many earlier events for a test is not copied, and a message gives the reason', async () => {
  const store = await openBank()
  await store.append(
    'account:1',
    Array.from({ length: 1_000 }, () => moneyDeposited(1)),
  )
  await store.append('account:1', moneyWithdrawn(30))
  expect(await asTest(store, 1_001)).toContain('A test can have at most 1,000 events, and this one would need more.')
})
