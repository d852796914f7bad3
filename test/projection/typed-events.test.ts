import { type CatchUpProgress, LiveProjection, type LiveStatus, openMemoryEventStore } from 'rewindable'
import { type FailedInWorker, RemoteProjection } from 'rewindable/worker'
import { expect, expectTypeOf, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'

test('the events of a live projection have details of their types', async () => {
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
  // @ts-expect-error: a balance is a number
  live.addEventListener('change', (event: CustomEvent<{ state: string }>) => event)
  // @ts-expect-error: a change has no such field
  live.addEventListener('change', ({ detail }) => detail.balance)
  await store.append('account:1', moneyDeposited(5))
  await eventually(() => expect(balances).toEqual([5]))
})

test('other listeners of a live projection are those of every event target', async () => {
  const live = new LiveProjection(await openMemoryEventStore<BankEvent>(), balance)
  onTestFinished(() => live.stop())
  const heard: string[] = []
  const hear = (event: Event): void => void heard.push(event.type)
  for (const name of ['change', 'of my own']) live.addEventListener(name, hear)
  live.addEventListener('change', { handleEvent: ({ detail }) => expectTypeOf(detail.state).toEqualTypeOf<number>() })
  live.addEventListener('of my own', (event) => expectTypeOf(event).toEqualTypeOf<Event>())
  live.dispatchEvent(new Event('of my own'))
  live.removeEventListener('of my own', hear)
  live.dispatchEvent(new Event('of my own'))
  expect(heard).toEqual(['of my own'])
  expectTypeOf(live).toExtend<EventTarget>()
})

test('the events of a projection in a worker have details of their types', () => {
  const remote = new RemoteProjection({ postMessage: () => {} }, balance)
  onTestFinished(() => remote.stop())
  remote.addEventListener('change', ({ detail }) => expectTypeOf(detail.state).toEqualTypeOf<number>())
  remote.addEventListener('progress', ({ detail }) => expectTypeOf(detail).toEqualTypeOf<CatchUpProgress>())
  remote.addEventListener('error', ({ detail }) => expectTypeOf(detail).toEqualTypeOf<FailedInWorker>())
  expectTypeOf(remote).toExtend<EventTarget>()
})
