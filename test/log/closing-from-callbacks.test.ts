import { importJsonl } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../async-results.ts'
import { exportText } from '../export-text.ts'
import { newName, places } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

describe.each(places)('closing a store from its callbacks in $place', ({ open }) => {
  test('a tail listener may close the store twice, and the append that called the listener resolves', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const closing: Promise<void>[] = []
    store.onLogChange(() => void closing.push(store.close(), store.close()))
    expect((await store.append('s', moneyDeposited(1))).globalPosition).toBe(1)
    await Promise.all(closing)
    expect(closing.length).toBeGreaterThanOrEqual(2)
    expect(await rejectionOf(store.lastPosition())).toMatchObject({ code: 'StoreClosed' })
  })

  test('a tail listener may append to the store', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const appended: Promise<unknown>[] = []
    const undo = store.onLogChange(() => {
      undo()
      appended.push(store.append('s', moneyDeposited(2)))
    })
    await store.append('s', moneyDeposited(1))
    await Promise.all(appended)
    expect(await store.lastPosition()).toBe(2)
  })

  test('a storage listener that is notified of the close may close the store again', async () => {
    const store = await open<BankEvent>(newName())
    const heard: string[] = []
    const undo = store.onStorageChange(({ connection }) => {
      heard.push(connection)
      undo()
      void store.close()
    })
    await store.close()
    await store.close()
    expect(heard).toEqual(['closed'])
  })

  test('a reader may close the store in the middle of a subscription', async () => {
    const store = await open<BankEvent>(newName())
    await store.append('s', [moneyDeposited(1), moneyDeposited(2)])
    const seen: number[] = []
    for await (const { globalPosition } of store.subscribe()) {
      seen.push(globalPosition)
      await store.close()
    }
    expect(seen).toEqual([1])
  })

  test('an import writes nothing if its last progress callback closes the store', async () => {
    const source = await open<BankEvent>(newName())
    await source.append(
      's',
      upTo(3).map((amount) => moneyDeposited(amount)),
    )
    const file = await exportText(source)
    const name = newName()
    const store = await open<BankEvent>(name)
    const importing = importJsonl(store, file, { onProgress: () => void store.close() })
    expect(await rejectionOf(importing)).toMatchObject({ code: 'StoreClosed' })
    await store.close()
    expect(await (await open<BankEvent>(name)).lastPosition()).toBe(0)
  })

  test('the source of an import may close the store', async () => {
    const store = await open<BankEvent>(newName())
    const source = new ReadableStream<Uint8Array>({ pull: () => store.close() }, { highWaterMark: 0 })
    expect(await rejectionOf(importJsonl(store, source))).toMatchObject({ code: 'StoreClosed' })
    await store.close()
  })
})
