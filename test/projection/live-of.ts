import { type EventStore, LiveProjection, type ProjectionDefinition } from 'rewindable'
import { onTestFinished } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'

/** A live projection until the test is over, and what it shows with each of its events. */
export function liveOf<State>(store: EventStore<BankEvent>, definition: ProjectionDefinition<State, BankEvent>) {
  const live = new LiveProjection(store, definition)
  onTestFinished(() => live.stop())
  const told: unknown[] = []
  for (const name of ['change', 'error'] as const) {
    live.addEventListener(name, () => told.push([name, live.state, live.position, live.status, live.error]))
  }
  return { live, told }
}
