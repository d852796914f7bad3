import { type DomainEvent, defineProjection, type EventStore } from 'rewindable'
import { Timeline, type TimelineOptions, type TimelineProjections } from 'rewindable/time-travel'
import { onTestFinished } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'

/** A timeline until the test is over, at the end of the log. */
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

/** Appends deposits, each of as much money as its position, to three streams in turns of a hundred. */
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

/** The money in each stream, changed in place, and which event was folded last. */
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

/** What {@link moneyByStream} comes to after so many of these deposits. */
export function moneyAfter(position: number): { last: number; money: Map<string, number> } {
  const money = new Map<string, number>()
  for (let at = 1; at <= position; at += 1) money.set(streamOf(at), (money.get(streamOf(at)) ?? 0) + at)
  return { last: position, money }
}
