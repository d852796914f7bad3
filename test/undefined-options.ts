import { type EventStore, openMemoryEventStore } from 'rewindable'
import { fixedClock } from 'rewindable/testing'
import { expect, onTestFinished, test } from 'vitest'

export type Deposited = { readonly type: 'Deposited'; readonly data: { readonly amount: number } }

export const deposited = (amount: number): Deposited => ({ type: 'Deposited', data: { amount } })

// What `exactOptionalPropertyTypes` forbids arrives from JavaScript, and from applications that do not switch it on.
export function absent<Options extends object>(...names: string[]): Options {
  return Object.fromEntries(names.map((name) => [name, undefined])) as Options
}

/** A store of three events. */
export async function three(): Promise<EventStore<Deposited>> {
  const store = await openMemoryEventStore<Deposited>({ now: fixedClock(7).now })
  onTestFinished(() => store.close())
  await store.append('account:1', [deposited(1), deposited(2)])
  await store.append('account:2', deposited(3))
  return store
}

export async function collected<Item>(items: AsyncIterable<Item>, most = Infinity): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) if (all.push(item) >= most) break
  return all
}

/** Each case has the names of options, and a function that calls another one with them and returns what came of it. */
export type Cases = Record<
  string,
  readonly [names: readonly string[], run: (names: readonly string[]) => Promise<unknown>]
>

export function testEach(cases: Cases): void {
  test.each(Object.entries(cases))('%s takes each option that is undefined as not given', async (_, [names, run]) => {
    const without = await run([])
    expect(await run(names)).toEqual(without)
    for (const name of names) expect(await run([name])).toEqual(without)
  })
}
