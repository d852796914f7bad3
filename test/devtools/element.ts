import { defineProjection, type EventStore, type ProjectionDefinition } from 'rewindable'
import type { RewindableTimeline } from 'rewindable/devtools'
import { expect, onTestFinished, vi } from 'vitest'
import { accountOpened, type BankEvent, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { inMemory, newName } from '../places.ts'

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

export function put(element: RewindableTimeline): RewindableTimeline {
  document.body.append(element)
  onTestFinished(() => element.remove())
  return element
}

export async function shows(element: RewindableTimeline, position: number): Promise<void> {
  await vi.waitFor(() => expect(element.timeline?.getSnapshot().position).toBe(position))
}

/** What an element of the timeline says. */
export const text = (element: RewindableTimeline, selector: string): string =>
  element.shadowRoot?.querySelector<HTMLElement>(selector)?.innerText ?? ''
