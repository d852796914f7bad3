import { type EventStore, exportJsonl } from 'rewindable'
import { createEventStore } from 'rewindable/adapter'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { beforeNextTask } from '../before-next-task.ts'
import { inMemory, newName, untilTheEnd } from '../open-stores.ts'
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

describe.each(readings)('%s while the database does not respond', (name, read) => {
  test(`${name} ends without waiting for the database when its iterator returns`, async () => {
    const iterator = read((await stuckStore()).store)[Symbol.asyncIterator]()
    const asked = [iterator.next(), iterator.next()]
    expect(await beforeNextTask(iterator.return?.())).toEqual(over)
    expect(await beforeNextTask(Promise.all(asked))).toEqual([over, over])
    expect(await beforeNextTask(iterator.next())).toEqual(over)
  })

  test(`${name} rejects with the abort reason without waiting for the database, and then ends`, async () => {
    const controller = new AbortController()
    const iterator = read((await stuckStore()).store, controller.signal)[Symbol.asyncIterator]()
    const next = iterator.next()
    controller.abort(reason)
    expect(await rejectionOf(beforeNextTask(next))).toBe(reason)
    expect(await beforeNextTask(iterator.next())).toEqual(over)
  })

  test(`${name} rejects with StoreClosed without waiting for the database, and then ends`, async () => {
    const { store } = await stuckStore()
    const iterator = read(store)[Symbol.asyncIterator]()
    const next = iterator.next()
    const closing = store.close()
    expect(await rejectionOf(beforeNextTask(next))).toMatchObject({ code: 'StoreClosed' })
    expect(await beforeNextTask(iterator.next())).toEqual(over)
    await closing
  })
})

test('concurrent calls of next() on one read resolve in order', async () => {
  const store = await inMemory<BankEvent>(newName())
  await store.append(
    's',
    upTo(600).map((amount) => moneyDeposited(amount)),
  )
  const iterator = store.readAll()[Symbol.asyncIterator]()
  const answers = await Promise.all(upTo(602).map(() => iterator.next()))
  expect(answers.map(({ value }) => value?.globalPosition)).toEqual([...upTo(600), undefined, undefined])
})

test('a read that is ended early does not read the rest of the log', async () => {
  const storage = new SlowStorage(newName())
  const store = untilTheEnd(createEventStore<BankEvent>(storage))
  await store.append(
    's',
    upTo(5_000).map((amount) => moneyDeposited(amount)),
  )
  const reads: number[] = []
  const { read: readChunks } = storage
  storage.read = (range) => {
    reads.push(range.from)
    return readChunks.call(storage, range)
  }
  // No event has this type, so a read must check all of them.
  const read = (): AsyncIterable<unknown> => store.readAll({ types: ['AccountOpened'] })
  await collect(read())
  const all = reads.length
  const iterator = read()[Symbol.asyncIterator]()
  const next = iterator.next()
  await iterator.return?.()
  expect(await next).toEqual(over)
  // A second read to the end leaves the first read enough time to continue. The first read may have requested two pages.
  await collect(read())
  expect(reads.length).toBeLessThanOrEqual(2 * all + 2)
})

describe('ending an export', () => {
  test('a cancelled export ends without waiting for the database', async () => {
    const { store, isStuck } = await stuckStore()
    const reader = exportJsonl(store).getReader()
    const read = reader.read()
    await isStuck
    await beforeNextTask(reader.cancel())
    expect(await beforeNextTask(read)).toEqual(over)
  })

  test('an aborted export fails with the abort reason without waiting for the database', async () => {
    const controller = new AbortController()
    const { store, isStuck } = await stuckStore()
    const read = exportJsonl(store, { signal: controller.signal }).getReader().read()
    await isStuck
    controller.abort(reason)
    expect(await rejectionOf(beforeNextTask(read))).toBe(reason)
  })

  test('an export of a closed store fails with StoreClosed without waiting for the database', async () => {
    const { store, isStuck } = await stuckStore()
    const read = exportJsonl(store).getReader().read()
    await isStuck
    const closing = store.close()
    expect(await rejectionOf(beforeNextTask(read))).toMatchObject({ code: 'StoreClosed' })
    await closing
  })
})

test('reads that share a signal remove their listeners from that signal', async () => {
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
  // This iterator is never finished.
  await store.readAll({ signal })[Symbol.asyncIterator]().next()
  await collect(store.readAll({ signal }))
  await collect(store.readBatches({ signal }))
  for await (const _ of store.subscribe({ signal })) break
  expect(listeners).toBe(0)
})
