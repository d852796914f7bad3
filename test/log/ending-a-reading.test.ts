import { createEventStore, type EventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { atOnce } from '../at-once.ts'
import { collect, rejectionOf } from '../awaiting.ts'
import { inMemory, newName, untilTheEnd } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'
import { SlowStorage } from './slow-storage.ts'

const over = { done: true, value: undefined }
const reason = new Error('enough')
type Read = (store: EventStore, signal?: AbortSignal) => AsyncIterable<unknown>
const readings: [string, Read][] = [
  ['readAll', (store, signal) => store.readAll(signal ? { signal } : {})],
  ['readBatches', (store, signal) => store.readBatches(signal ? { signal } : {})],
]

async function stuckStore(): Promise<{ store: EventStore; isStuck: Promise<void> }> {
  const storage = new SlowStorage(newName())
  const store = untilTheEnd(createEventStore(storage))
  await store.append('s', moneyDeposited(1))
  storage.answersReads = false
  return { store, isStuck: storage.isStuck }
}

describe.each(readings)('%s, while the database does not answer,', (_, read) => {
  test('ends at once when its iterator is returned', async () => {
    const iterator = read((await stuckStore()).store)[Symbol.asyncIterator]()
    const asked = [iterator.next(), iterator.next()]
    expect(await atOnce(iterator.return?.())).toEqual(over)
    expect(await atOnce(Promise.all(asked))).toEqual([over, over])
    expect(await atOnce(iterator.next())).toEqual(over)
  })

  test('rejects at once with the reason of a signal that is aborted, and is over then', async () => {
    const controller = new AbortController()
    const iterator = read((await stuckStore()).store, controller.signal)[Symbol.asyncIterator]()
    const next = iterator.next()
    controller.abort(reason)
    expect(await rejectionOf(atOnce(next))).toBe(reason)
    expect(await atOnce(iterator.next())).toEqual(over)
  })

  test('rejects at once with StoreClosed when the store is closed, and is over then', async () => {
    const { store } = await stuckStore()
    const iterator = read(store)[Symbol.asyncIterator]()
    const next = iterator.next()
    const closing = store.close()
    expect(await rejectionOf(atOnce(next))).toMatchObject({ code: 'StoreClosed' })
    expect(await atOnce(iterator.next())).toEqual(over)
    await closing
  })
})

test('several that ask for the events of one reading are answered in order', async () => {
  const store = await inMemory<BankEvent>(newName())
  await store.append(
    's',
    upTo(600).map((amount) => moneyDeposited(amount)),
  )
  const iterator = store.readAll()[Symbol.asyncIterator]()
  const answers = await Promise.all(upTo(602).map(() => iterator.next()))
  expect(answers.map(({ value }) => value?.globalPosition)).toEqual([...upTo(600), undefined, undefined])
})

test('a reading that nobody goes on with does not read the rest of the log', async () => {
  const storage = new SlowStorage(newName())
  const store = untilTheEnd(createEventStore<BankEvent>(storage))
  await store.append(
    's',
    upTo(5_000).map((amount) => moneyDeposited(amount)),
  )
  const reads: number[] = []
  const { readLog } = storage
  storage.readLog = (range) => {
    reads.push(range.from)
    return readLog.call(storage, range)
  }
  // No event is of this type: a reading looks at all of them.
  const read = (): AsyncIterable<unknown> => store.readAll({ types: ['AccountOpened'] })
  await collect(read())
  const all = reads.length
  const iterator = read()[Symbol.asyncIterator]()
  const next = iterator.next()
  await iterator.return?.()
  expect(await next).toEqual(over)
  // Another one takes as long as the first would have taken, which asked for one page and the page behind it.
  await collect(read())
  expect(reads.length).toBeLessThanOrEqual(2 * all + 2)
})

describe('an export', () => {
  test('that is cancelled while the database does not answer ends at once', async () => {
    const { store, isStuck } = await stuckStore()
    const reader = store.exportJsonl().getReader()
    const read = reader.read()
    await isStuck
    await atOnce(reader.cancel())
    expect(await atOnce(read)).toEqual(over)
  })

  test('that is aborted while the database does not answer fails at once with the reason', async () => {
    const controller = new AbortController()
    const { store, isStuck } = await stuckStore()
    const read = store.exportJsonl({ signal: controller.signal }).getReader().read()
    await isStuck
    controller.abort(reason)
    expect(await rejectionOf(atOnce(read))).toBe(reason)
  })

  test('whose store is closed while the database does not answer fails at once with StoreClosed', async () => {
    const { store, isStuck } = await stuckStore()
    const read = store.exportJsonl().getReader().read()
    await isStuck
    const closing = store.close()
    expect(await rejectionOf(atOnce(read))).toMatchObject({ code: 'StoreClosed' })
    await closing
  })
})

test('a signal that many readings share keeps none of their listeners', async () => {
  const store = await inMemory<BankEvent>(newName())
  await store.append('s', moneyDeposited(1))
  const { signal } = new AbortController()
  let listeners = 0
  const [add, remove] = [signal.addEventListener, signal.removeEventListener]
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    listeners += 1
    add.apply(signal, given)
  }
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    listeners -= 1
    remove.apply(signal, given)
  }
  // One that its reader forgets counts too.
  await store.readAll({ signal })[Symbol.asyncIterator]().next()
  await collect(store.readAll({ signal }))
  await collect(store.readBatches({ signal }))
  for await (const _ of store.subscribe({ signal })) break
  expect(listeners).toBe(0)
})
