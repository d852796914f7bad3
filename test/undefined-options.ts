import { type EventStore, openMemoryEventStore } from 'rewindable'
import { fixedClock } from 'rewindable/testing'
import { expect, onTestFinished, test } from 'vitest'

export type Deposited = { readonly type: 'Deposited'; readonly data: { readonly amount: number } }

export const deposited = (amount: number): Deposited => ({ type: 'Deposited', data: { amount } })

// The library's types forbid undefined options. JavaScript and projects without `exactOptionalPropertyTypes` can still pass them.
export function absent<Options extends object>(...names: string[]): Options {
  return Object.fromEntries(names.map((name) => [name, undefined])) as Options
}

/** Opens a store that holds three events. */
export async function three(): Promise<EventStore<Deposited>> {
  const store = await openMemoryEventStore<Deposited>({ now: fixedClock(7).now })
  onTestFinished(() => store.close())
  await store.append('account:1', [deposited(1), deposited(2)])
  await store.append('account:2', deposited(3))
  return store
}

/** Cases by function name: the names of its options, and a run that calls it with these options as undefined. */
export type Cases = Record<
  string,
  readonly [names: readonly string[], run: (names: readonly string[]) => Promise<unknown>]
>

export function testEach(cases: Cases): void {
  test.each(Object.entries(cases))('%s treats an undefined option like an absent one', async (_, [names, run]) => {
    const without = await run([])
    expect(await run(names)).toEqual(without)
    for (const name of names) expect(await run([name])).toEqual(without)
  })
}
