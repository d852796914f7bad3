import { type EventStore, LiveProjection } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { beforeEach, describe, expect, test } from 'vitest'
import { Bank } from '../../demo/bank.ts'
import { bankHistory } from '../../demo/bank-history.ts'
import { inWords } from '../../demo/errors-in-words.ts'
import { answersOf } from '../../demo/side-by-side/answers.ts'
import { makeConflict, type Side } from '../../demo/side-by-side/conflict.ts'
import { isWish } from '../../demo/side-by-side/messages.ts'
import type { BankEvent } from '../../examples/bank-account.ts'

describe('a conflict between both sides of the demo', () => {
  let store: EventStore<BankEvent>
  let left: Side & { closed?: string }
  let right: Side & { closed?: string }

  beforeEach(async () => {
    const storage = new MemoryStorage('bank')
    store = createEventStore<BankEvent>(storage)
    left = await sideOf('The left side', createEventStore<BankEvent>(storage))
    right = await sideOf('The right side', createEventStore<BankEvent>(new MemoryStorage('bank', storage)))
  })

  test('in each round, one side is paid and the other side is rejected', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const [asked, ...rest] = await makeConflict([left, right])
      expect(asked?.words).toMatch(/^Both sides saw €100\.00 in the account/)
      expect(rest.map(({ kind }) => kind).toSorted()).toEqual(['paid', 'plain', 'refused'])
      expect(rest.find(({ kind }) => kind === 'refused')?.words).toMatch(
        /was refused: Another tab was faster, and nothing was recorded\. Joint account has €20\.00/,
      )
      expect(rest.at(-1)?.words).toContain('Nothing was paid twice.')
    }
    const types: string[] = []
    for await (const { type } of store.readAll()) types.push(type)
    // The account is opened in the first round and refilled in the others.
    const round = ['MoneyWithdrawn', 'MoneyDeposited']
    expect(types).toEqual(['AccountOpened', ...round, ...round, 'MoneyWithdrawn'])
  })

  test('a side that views the past is rejected with the reason, and nothing is recorded', async () => {
    left.closed = 'You are viewing the past.'
    expect(await makeConflict([left, right])).toEqual([
      { kind: 'refused', words: 'The left side was refused: You are viewing the past.' },
    ])
    expect(await store.lastPosition()).toBe(0)
  })
})

test('isWish accepts only valid messages', () => {
  expect([{ wish: 'withdraw' }, { wish: 'delete' }, 'withdraw', null, undefined].map(isWish)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

async function sideOf(name: string, store: EventStore<BankEvent>): Promise<Side & { closed?: string }> {
  const live = new LiveProjection(store, bankHistory, { snapshots: false })
  await live.catchUp()
  const bank = new Bank(store, live)
  const side: Side & { closed?: string } = {
    name,
    ask: answersOf({
      bank,
      subscribe: live.subscribe,
      closedBecause: () => side.closed,
      inWords: (error) => inWords(error, live.state),
    }),
  }
  return side
}
