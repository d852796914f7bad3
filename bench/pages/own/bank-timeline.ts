import { Timeline } from 'rewindable/time-travel'
import type { BankEvent } from '../../../examples/bank-events.ts'
import type { AccountState } from './account-state.ts'
import { bankStore } from './bank-store.ts'

const timelines = new Map<string, Timeline<unknown, BankEvent>>()

/** Returns a prepared timeline over the log of a bank. Only timelines of the same size stay in memory. */
export async function bankTimeline<State>(
  { definition }: AccountState<State>,
  size: number,
): Promise<Timeline<State, BankEvent>> {
  const name = `${definition.name} ${size}`
  const existing = timelines.get(name)
  if (existing) return existing as Timeline<State, BankEvent>
  for (const [other, timeline] of timelines) {
    if (other.endsWith(` ${size}`)) continue
    timeline.stop()
    timelines.delete(other)
  }
  const timeline = new Timeline(await bankStore(size), definition)
  timelines.set(name, timeline)
  await timeline.prepared()
  return timeline
}
