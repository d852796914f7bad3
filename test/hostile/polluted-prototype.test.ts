import { afterAll, describe, expect, test } from 'vitest'
import type { Order } from './pollution/polluted.worker.ts'
import { polluted, pollution } from './pollution/pollution.ts'
import { useEveryFunction } from './pollution/use-every-function.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('polluted prototypes')

/** Runs in a separate realm in browsers, because the connection of the test runner fails when prototypes are polluted. */
async function resultsOf(order: Order): Promise<unknown> {
  if ('document' in globalThis) return inWorker(order)
  const wanted = pollution[order.index ?? -1]
  return wanted ? polluted(wanted, () => useEveryFunction(order.home)) : useEveryFunction(order.home)
}

let worker: Worker | undefined
afterAll(() => worker?.terminate())

function inWorker(order: Order): Promise<unknown> {
  worker ??= new Worker(new URL('./pollution/polluted.worker.ts', import.meta.url), { type: 'module' })
  const { port1: ours, port2: theirs } = new MessageChannel()
  worker.postMessage(order, [theirs])
  return new Promise((resolve) => {
    ours.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data)
  })
}

describe.each<Order['home']>(['IndexedDB', 'memory'])('a polluted prototype, in %s', (home) => {
  test.each(pollution.map(([name], index) => [name, index] as const))(
    'an inherited property "%s" changes no result',
    async (_, index) => {
      expect(await resultsOf({ home, index })).toEqual(await resultsOf({ home }))
      tried()
    },
  )
})

test('the pollution of a prototype is visible to code that reads inherited properties', async () => {
  const read = await polluted(['expectedVersion', 5], async () => {
    const { expectedVersion }: { expectedVersion?: number } = {}
    return expectedVersion
  })
  expect(read).toBe(5)
})
