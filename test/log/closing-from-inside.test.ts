import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../awaiting.ts'
import { newName, places } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'

describe.each(places)('a store, in $place,', ({ open }) => {
  test('may be closed twice by a listener of its tail, and the append that told it resolves', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const closing: Promise<void>[] = []
    store.onLogChange(() => void closing.push(store.close(), store.close()))
    expect((await store.append('s', moneyDeposited(1))).globalPosition).toBe(1)
    await Promise.all(closing)
    expect(closing.length).toBeGreaterThanOrEqual(2)
    expect(await rejectionOf(store.lastPosition())).toMatchObject({ code: 'StoreClosed' })
  })

  test('may be appended to by a listener of its tail', async () => {
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

  test('may be closed again by a listener that hears that it was closed', async () => {
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

  test('may be closed by its reader, in the middle of a subscription', async () => {
    const store = await open<BankEvent>(newName())
    await store.append('s', [moneyDeposited(1), moneyDeposited(2)])
    const seen: number[] = []
    for await (const { globalPosition } of store.subscribe()) {
      seen.push(globalPosition)
      await store.close()
    }
    expect(seen).toEqual([1])
  })

  test('may be closed by the last call that tells how far an import got: nothing is imported', async () => {
    const source = await open<BankEvent>(newName())
    await source.append(
      's',
      upTo(3).map((amount) => moneyDeposited(amount)),
    )
    const file = await new Response(source.exportJsonl()).text()
    const name = newName()
    const store = await open<BankEvent>(name)
    const importing = store.importJsonl(file, { onProgress: () => void store.close() })
    expect(await rejectionOf(importing)).toMatchObject({ code: 'StoreClosed' })
    await store.close()
    expect(await (await open<BankEvent>(name)).lastPosition()).toBe(0)
  })

  test('may be closed by the source of an import', async () => {
    const store = await open<BankEvent>(newName())
    const source = new ReadableStream<Uint8Array>({ pull: () => store.close() }, { highWaterMark: 0 })
    expect(await rejectionOf(store.importJsonl(source))).toMatchObject({ code: 'StoreClosed' })
    await store.close()
  })
})
