import { type DomainEvent, defineProjection, type EventStore } from 'rewindable'
import { Timeline, type TimelineProjections } from 'rewindable/time-travel'
import { onTestFinished } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import type { TimelineOptions } from '../derived-types.ts'

/** Opens a timeline at the end of the log. It stops at the end of the test. */
export async function openTimeline<const State, E extends DomainEvent>(
  store: EventStore<E>,
  projections: TimelineProjections<State, E>,
  options?: TimelineOptions,
): Promise<Timeline<State, E>> {
  const timeline = new Timeline(store, projections, options)
  onTestFinished(() => timeline.stop())
  await timeline.toLive()
  return timeline
}

/** Appends deposits to three streams, which alternate every 100 events. The amount of each deposit equals its position. */
export async function depositPositions(store: EventStore<BankEvent>, count: number): Promise<void> {
  const start = await store.lastPosition()
  for (let next = start + 1; next <= start + count; ) {
    const length = Math.min(start + count, Math.ceil(next / 100) * 100) - next + 1
    const amounts = Array.from({ length }, (_, index) => next + index)
    await store.append(
      streamOf(next),
      amounts.map((amount) => moneyDeposited(amount)),
    )
    next += length
  }
}

const streamOf = (position: number): string => `account:${Math.ceil(position / 100) % 3}`

/** Sums the money of each stream and stores the last folded position. The handler changes the state in place. */
export const moneyByStream = defineProjection<{ last: number; money: Map<string, number> }, BankEvent>({
  name: 'money by stream',
  initialState: () => ({ last: 0, money: new Map() }),
  when: {
    MoneyDeposited: (state, { streamId, globalPosition, data }) => {
      state.last = globalPosition
      state.money.set(streamId, (state.money.get(streamId) ?? 0) + data.amount)
    },
  },
})

/** Returns the expected state of {@link moneyByStream} after the given number of these deposits. */
export function moneyAfter(position: number): { last: number; money: Map<string, number> } {
  const money = new Map<string, number>()
  for (let at = 1; at <= position; at += 1) money.set(streamOf(at), (money.get(streamOf(at)) ?? 0) + at)
  return { last: position, money }
}
