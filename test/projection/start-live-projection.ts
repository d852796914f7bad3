import { type EventStore, LiveProjection, type ProjectionDefinition } from 'rewindable'
import { onTestFinished } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import type { LiveOptions } from '../derived-types.ts'

/** Creates a live projection that stops at the end of the test. */
export function following<State>(
  store: EventStore<BankEvent>,
  definition: ProjectionDefinition<State, BankEvent>,
  options: LiveOptions = {},
): LiveProjection<State, BankEvent> {
  const live = new LiveProjection(store, definition, options)
  onTestFinished(() => live.stop())
  return live
}

/** Creates a live projection that stops at the end of the test. Records its state at each change and error. */
export function startLiveProjection<State>(
  store: EventStore<BankEvent>,
  definition: ProjectionDefinition<State, BankEvent>,
) {
  const live = following(store, definition)
  const notifications: unknown[] = []
  for (const name of ['change', 'error'] as const) {
    live.addEventListener(name, () => notifications.push([name, live.state, live.position, live.status, live.error]))
  }
  return { live, notifications }
}
