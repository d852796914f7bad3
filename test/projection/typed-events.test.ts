import { LiveProjection, type LiveStatus, openMemoryEventStore } from 'rewindable'
import { type FailedInWorker, RemoteProjection } from 'rewindable/worker'
import { expect, expectTypeOf, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import type { CatchUpProgress } from '../derived-types.ts'

test('the events of a live projection have typed details', async () => {
  const store = await openMemoryEventStore<BankEvent>()
  const live = new LiveProjection(store, balance)
  onTestFinished(() => live.stop())
  const balances: number[] = []
  live.addEventListener('change', (event) => {
    expectTypeOf(event.detail).toEqualTypeOf<{ readonly state: number; readonly position: number }>()
    balances.push(event.detail.state)
  })
  live.addEventListener('status', ({ detail }) => expectTypeOf(detail).toEqualTypeOf<LiveStatus>())
  live.addEventListener('progress', ({ detail }) => expectTypeOf(detail).toEqualTypeOf<CatchUpProgress>())
  live.addEventListener('error', ({ detail }) => expectTypeOf(detail).toEqualTypeOf<unknown>())
  // @ts-expect-error: the state is a number
  live.addEventListener('change', (event: CustomEvent<{ state: string }>) => event)
  // @ts-expect-error: a change has no field `balance`
  live.addEventListener('change', ({ detail }) => detail.balance)
  await store.append('account:1', moneyDeposited(5))
  await eventually(() => expect(balances).toEqual([5]))
})

test('a live projection supports untyped events like any event target', async () => {
  const live = new LiveProjection(await openMemoryEventStore<BankEvent>(), balance)
  onTestFinished(() => live.stop())
  const received: string[] = []
  const listener = (event: Event): void => void received.push(event.type)
  for (const name of ['change', 'of my own']) live.addEventListener(name, listener)
  live.addEventListener('change', { handleEvent: ({ detail }) => expectTypeOf(detail.state).toEqualTypeOf<number>() })
  live.addEventListener('of my own', (event) => expectTypeOf(event).toEqualTypeOf<Event>())
  live.dispatchEvent(new Event('of my own'))
  live.removeEventListener('of my own', listener)
  live.dispatchEvent(new Event('of my own'))
  expect(received).toEqual(['of my own'])
  expectTypeOf(live).toExtend<EventTarget>()
})

test('the events of a remote projection have typed details', () => {
  const remote = new RemoteProjection({ postMessage: () => {} }, balance)
  onTestFinished(() => remote.stop())
  remote.addEventListener('change', ({ detail }) => expectTypeOf(detail.state).toEqualTypeOf<number>())
  remote.addEventListener('progress', ({ detail }) => expectTypeOf(detail).toEqualTypeOf<CatchUpProgress>())
  remote.addEventListener('error', ({ detail }) => expectTypeOf(detail).toEqualTypeOf<FailedInWorker>())
  expectTypeOf(remote).toExtend<EventTarget>()
})
