import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { newName, places } from '../open-stores.ts'

describe.each(places)('aborted reads in $place', ({ open }) => {
  test.each([{}, { limit: 10 }])('an aborted read with the options %j delivers no further events', async (options) => {
    const store = await open(newName())
    await store.append(
      's',
      Array.from({ length: 50 }, () => moneyDeposited(1)),
    )
    const controller = new AbortController()
    const seen: number[] = []
    const reading = (async () => {
      for await (const { globalPosition } of store.readAll({ ...options, signal: controller.signal })) {
        seen.push(globalPosition)
        controller.abort(new Error('enough'))
      }
    })()
    await expect(reading).rejects.toThrow('enough')
    expect(seen).toEqual([1])
  })
})

test.each(places)('an append with null as options rejects with InvalidArgument in $place', async ({ open }) => {
  const store = await open(newName())
  const options: unknown = null
  await expect(store.append('s', moneyDeposited(1), options as object)).rejects.toMatchObject({ argument: 'options' })
  expect(await store.lastPosition()).toBe(0)
})
