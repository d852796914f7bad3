import { afterAll, describe, expect, test } from 'vitest'
import { aDay } from './pollution/a-day.ts'
import type { Order } from './pollution/polluted.worker.ts'
import { polluted, pollution } from './pollution/pollution.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('polluted prototypes')

/** In a browser in a realm of its own: what the tests talk through there does not bear pollution. */
async function dayOf(order: Order): Promise<unknown> {
  if ('document' in globalThis) return inWorker(order)
  const wanted = pollution[order.index ?? -1]
  return wanted ? polluted(wanted, () => aDay(order.home)) : aDay(order.home)
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

describe.each<Order['home']>(['IndexedDB', 'memory'])('in %s, a name on all objects changes nothing', (home) => {
  test.each(pollution.map(([name], index) => [name, index] as const))('%s', async (_, index) => {
    expect(await dayOf({ home, index })).toEqual(await dayOf({ home }))
    tried()
  })
})

test('that name would be taken from all objects, were it not for that', async () => {
  const read = await polluted(['expectedVersion', 5], async () => {
    const { expectedVersion }: { expectedVersion?: number } = {}
    return expectedVersion
  })
  expect(read).toBe(5)
})
