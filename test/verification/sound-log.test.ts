import { deleteEventStore, exportJsonl, importJsonl, LogLost, StoreClosed, verifyLog } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../async-results.ts'
import type { VerifyProgress } from '../derived-types.ts'
import { nextTask } from '../next-task.ts'
import { inIndexedDB, newName, places } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

describe.each(places)('verifyLog of sound logs in $place', ({ open }) => {
  /** Opens a log of 1,250 commits: with one event, with several streams and commands, and one with several records. */
  async function openLong() {
    const store = await open(newName(), { pollInterval: 0 })
    for (const turn of upTo(600)) {
      await store.append(`s${turn % 7}`, moneyDeposited(turn), turn % 5 === 0 ? { commandId: `c${turn}` } : {})
      await Promise.all([store.append('t', moneyDeposited(1)), store.append(`s${turn % 3}`, moneyDeposited(1))])
    }
    const large = Array.from({ length: 300 }, () => moneyDeposited(1, 'grün 🐘'.repeat(100)))
    await store.append('large', large, { commandId: 'large' })
    return { store, end: 3 * 600 + 300 }
  }

  test('verifyLog reports no damage in a log of many commits, and reports its progress', async () => {
    const { store, end } = await openLong()
    const progress: VerifyProgress[] = []
    expect(await verifyLog(store, { onProgress: (at) => progress.push(at) })).toEqual({
      soundUntil: end,
      lastPosition: end,
    })
    expect(progress.length).toBeGreaterThanOrEqual(3)
    expect(progress.at(-1)).toEqual({ position: end, lastPosition: end })
    const positions = progress.map(({ position }) => position)
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  })

  test('verifyLog reports no damage in an imported log', async () => {
    const { store, end } = await openLong()
    const copy = await open(newName())
    await importJsonl(copy, exportJsonl(store))
    expect(await verifyLog(copy)).toEqual({ soundUntil: end, lastPosition: end })
  })

  test('verifyLog reports no damage in an empty log', async () => {
    expect(await verifyLog(await open(newName()))).toEqual({ soundUntil: 0, lastPosition: 0 })
  })

  test('verifyLog reports no damage while two stores append', async () => {
    const name = newName()
    const [store, other] = [await open(name), await open(name)]
    await Promise.all(upTo(1_500).map((amount) => store.append(`s${amount % 5}`, moneyDeposited(amount))))
    for (const amount of upTo(700)) await store.append('singly', moneyDeposited(amount))
    let isOver = false
    const appending = [store, other].map(async (tab, index) => {
      for (let turn = 1; !isOver; turn += 1) {
        await tab.append(`new ${turn % 9}`, moneyDeposited(turn), { commandId: `${index} ${turn}` })
        // In memory, appends alone never yield to other tasks.
        await nextTask()
      }
    })
    for (let times = 1; times <= 5; times += 1) {
      const { damage, soundUntil } = await verifyLog(store)
      expect(damage).toBeUndefined()
      expect(soundUntil).toBeGreaterThanOrEqual(2_200)
    }
    isOver = true
    await Promise.all(appending)
    const end = await store.lastPosition()
    expect(await verifyLog(other)).toEqual({ soundUntil: end, lastPosition: end })
  })

  test('verifyLog rejects with the reason of its signal', async () => {
    const { store } = await openLong()
    const reason = new Error('enough')
    expect(await rejectionOf(verifyLog(store, { signal: AbortSignal.abort(reason) }))).toBe(reason)
    const controller = new AbortController()
    let steps = 0
    const onProgress = (): void => {
      steps += 1
      controller.abort(reason)
    }
    expect(await rejectionOf(verifyLog(store, { onProgress, signal: controller.signal }))).toBe(reason)
    expect(steps).toBe(1)
  })

  test('verifyLog rejects an invalid option', async () => {
    const store = await open(newName())
    const misspelt: object = { onprogress: () => {} }
    expect(await rejectionOf(verifyLog(store, misspelt))).toMatchObject({ code: 'InvalidArgument' })
  })

  test('verifyLog rejects with StoreClosed if its store is closed', async () => {
    const store = await open(newName())
    await store.close()
    expect(await rejectionOf(verifyLog(store))).toBeInstanceOf(StoreClosed)
  })
})

test('verifyLog of a deleted log rejects with LogLost and does not report damage', async () => {
  const name = newName()
  const store = await inIndexedDB(name)
  await store.append('s', moneyDeposited(1))
  await deleteEventStore(name)
  expect(await rejectionOf(verifyLog(store))).toBeInstanceOf(LogLost)
})
