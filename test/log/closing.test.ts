import { type EventStore, exportJsonl, importJsonl } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { newName, type Open, places } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

async function openManyDeposits(open: Open): Promise<EventStore> {
  const store = await open(newName())
  await store.append(
    's',
    upTo(6_000).map((amount) => moneyDeposited(amount)),
  )
  return store
}

describe.each(places)('closing a store in $place', ({ open }) => {
  test('a read rejects with StoreClosed when its store closes', async () => {
    const store = await openManyDeposits(open)
    const reading = (async () => {
      for await (const { globalPosition } of store.readAll()) if (globalPosition === 1) await store.close()
    })()
    expect(await rejectionOf(reading)).toMatchObject({ code: 'StoreClosed' })
  })

  test('an export fails with StoreClosed when its store closes', async () => {
    const store = await openManyDeposits(open)
    const reader = exportJsonl(store).getReader()
    await reader.read()
    await store.close()
    const rest = (async () => {
      while (!(await reader.read()).done);
    })()
    expect(await rejectionOf(rest)).toMatchObject({ code: 'StoreClosed' })
  })

  test('an import rejects with StoreClosed and writes nothing when its store closes', async () => {
    const source = await openManyDeposits(open)
    const name = newName()
    const store = await open(name)
    const closing: Promise<void>[] = []
    const onProgress = (): void => void closing.push(store.close())
    const importing = importJsonl(store, exportJsonl(source), { onProgress })
    expect(await rejectionOf(importing)).toMatchObject({ code: 'StoreClosed' })
    await Promise.all(closing)
    expect(await (await open(name)).lastPosition()).toBe(0)
  })

  test('a subscription ends without an error when its store closes, even while it waits', async () => {
    const store = await open(newName(), { pollInterval: 0 })
    await store.append('s', moneyDeposited(1))
    const seen: number[] = []
    const closing: Promise<void>[] = []
    const following = (async () => {
      for await (const { globalPosition } of store.subscribe()) {
        seen.push(globalPosition)
        if (globalPosition === 2) closing.push(store.close())
      }
    })()
    await store.append('s', moneyDeposited(2))
    await following
    await Promise.all(closing)
    expect(seen).toEqual([1, 2])
  })

  test('close lets earlier appends finish, and other stores can still use the log', async () => {
    const name = newName()
    const [store, other] = [await open(name), await open(name)]
    const appends = upTo(50).map((amount) => store.append('s', moneyDeposited(amount)))
    await store.close()
    expect(await other.lastPosition()).toBe(50)
    expect((await Promise.all(appends)).map(({ globalPosition }) => globalPosition)).toEqual(upTo(50))
    await other.append('s', moneyDeposited(51))
    expect(await collect(other.readAll({ fromPosition: 51 }))).toHaveLength(1)
  })
})
