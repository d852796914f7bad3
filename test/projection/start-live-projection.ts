import { type EventStore, LiveProjection, type ProjectionDefinition } from 'rewindable'
import { onTestFinished } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'

/** Creates a live projection that stops at the end of the test. Records its state at each change and error. */
export function startLiveProjection<State>(
  store: EventStore<BankEvent>,
  definition: ProjectionDefinition<State, BankEvent>,
) {
  const live = new LiveProjection(store, definition)
  onTestFinished(() => live.stop())
  const notifications: unknown[] = []
  for (const name of ['change', 'error'] as const) {
    live.addEventListener(name, () => notifications.push([name, live.state, live.position, live.status, live.error]))
  }
  return { live, notifications }
}
