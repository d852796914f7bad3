import { LiveProjection, StorageFailed } from 'rewindable'
import { createEventStore, type EventChunk, type LogStorage, MemoryStorage, type ReadRange } from 'rewindable/adapter'
import { expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { untilTheEnd } from '../open-stores.ts'

/** A storage whose reads fail a given number of times. */
class Failing extends MemoryStorage implements LogStorage {
  failures = 0

  override async read(range: ReadRange): Promise<readonly EventChunk[]> {
    if (this.failures === 0) return super.read(range)
    this.failures -= 1
    throw new StorageFailed({ cause: new Error('injected fault') })
  }
}

test('a live projection retries automatically after a temporary database failure', async () => {
  const storage = new Failing('failing')
  const store = untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
  const otherTab = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage('failing', storage)))
  const live = new LiveProjection(store, balance)
  await eventually(() => expect(live.status).toBe('live'))
  storage.failures = 1
  await otherTab.append('s', moneyDeposited(1))
  await eventually(() => expect(live.status).toBe('failed'))
  expect(live.error).toBeInstanceOf(StorageFailed)
  await store.append('s', moneyDeposited(2))
  await eventually(() => expect([live.status, live.state, live.error]).toEqual(['live', 3, undefined]))
})

test('a live projection folds at most one more batch after a progress listener stops it', async () => {
  const store = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage('long'), { pollInterval: 0 }))
  await Promise.all(Array.from({ length: 5_000 }, () => store.append('s', moneyDeposited(1))))
  let folded = 0
  const count = (total: number): number => {
    folded += 1
    return total
  }
  const counting = { ...balance, name: 'counting', when: { MoneyDeposited: count } }
  const live = new LiveProjection<number, BankEvent>(store, counting)
  const stopped = new Promise<void>((resolve) => {
    live.addEventListener('progress', () => {
      live.stop()
      resolve()
    })
  })
  await stopped
  const atStop = folded
  expect([await live.catchUp(), await live.rebuild()]).toEqual([0, 0])
  expect(folded).toBeLessThan(atStop + 2_048)
  expect(live.status).toBe('stopped')
})

test('a subscriber that throws during its first call is not registered', async () => {
  const store = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage('listener'), { pollInterval: 0 }))
  const live = new LiveProjection(store, balance)
  let calls = 0
  const listener = (): void => {
    calls += 1
    throw new Error('not now')
  }
  expect(() => live.subscribe(listener)).toThrow('not now')
  await store.append('s', moneyDeposited(1))
  await eventually(() => expect(live.state).toBe(1))
  expect(calls).toBe(1)
})
