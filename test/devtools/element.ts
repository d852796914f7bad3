import { defineProjection, type EventStore, type ProjectionDefinition } from 'rewindable'
import type { RewindableTimeline } from 'rewindable/devtools'
import type { Fork } from 'rewindable/time-travel'
import { expect, onTestFinished, vi } from 'vitest'
import { accountOpened, type BankEvent, balances, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { storeWith } from '../model/store-with.ts'
import { inMemory, newName } from '../open-stores.ts'

export const count: ProjectionDefinition<number, BankEvent> = defineProjection<number, BankEvent>({
  name: 'count',
  initialState: () => 0,
  when: { MoneyDeposited: (count) => count + 1 },
})

export async function openBank(): Promise<EventStore<BankEvent>> {
  const store = await inMemory<BankEvent>(newName())
  await store.append('account:1', [accountOpened('Ada', 50), moneyDeposited(100), moneyWithdrawn(30)])
  return store
}

export function insert(element: RewindableTimeline): RewindableTimeline {
  document.body.append(element)
  onTestFinished(() => element.remove())
  return element
}

/** Drawing can take long on a busy machine. */
export const until = <Found>(holds: () => Found): Promise<Found> => vi.waitFor(holds, 10_000)

export async function shows(element: RewindableTimeline, position: number): Promise<void> {
  await until(() => expect(element.timeline?.getSnapshot().position).toBe(position))
}

/** Returns the visible text of a part of the element. */
export const text = (element: RewindableTimeline, selector: string): string =>
  element.shadowRoot?.querySelector<HTMLElement>(selector)?.innerText ?? ''

export const find = (element: RewindableTimeline, selector: string): HTMLElement | null =>
  element.shadowRoot?.querySelector<HTMLElement>(selector) ?? null

/** Returns an element that shows a bank at its second event, in a separate parent. */
export async function inThePast(): Promise<{ element: RewindableTimeline; store: EventStore<BankEvent> }> {
  const store = await openBank()
  const element = document.createElement('rewindable-timeline')
  element.store = store
  element.projections = [balances]
  insert(element)
  await shows(element, 3)
  await element.timeline?.seek(2)
  return { element, store }
}

export function newParent(): HTMLElement {
  const parent = document.createElement('div')
  document.body.append(parent)
  onTestFinished(() => parent.remove())
  return parent
}

/** Waits until a removed element has stopped. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

/** Opens a panel. The window of a test is so narrow that the element shows one panel at a time. */
export async function openPanel(element: RewindableTimeline, name: 'Events' | 'Event' | 'State'): Promise<void> {
  await until(() => expect(find(element, '.tabs')).toBeTruthy())
  for (const tab of element.shadowRoot?.querySelectorAll<HTMLElement>('.tabs button') ?? [])
    if (tab.innerText === name) tab.click()
}

/** Returns a store that counts its tail listeners. */
export function countListeners<E extends BankEvent>(
  store: EventStore<E>,
): { store: EventStore<E>; listeners: () => number } {
  const listening = new Set<object>()
  const onLogChange: EventStore<E>['onLogChange'] = (listener) => {
    const one = {}
    const stop = store.onLogChange(listener)
    listening.add(one)
    return () => {
      listening.delete(one)
      stop()
    }
  }
  return { store: storeWith(store, { onLogChange }), listeners: () => listening.size }
}

/** Opens a fork by clicking, as a user would. */
export async function beginFork(element: RewindableTimeline): Promise<Fork> {
  find(element, '[aria-label="What if"]')?.click()
  await until(() => expect(text(element, '[aria-label="What if"] .actions button')).toBe('Fork here'))
  find(element, '[aria-label="What if"] .actions button')?.click()
  return until(() => {
    const { fork } = element
    if (!fork) throw new Error('Expected a fork, found none yet.')
    return fork
  })
}
