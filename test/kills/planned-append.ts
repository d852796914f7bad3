import type { AppendResult, EventStore, ExpectedVersion } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import type { Durability } from '../derived-types.ts'
import type { Acknowledged } from './report.ts'

/** An append as the page reported it before it started. It determines every event that the append may store. */
export type PlannedAppend = {
  /** Unique among all appends. */
  readonly commandId: string
  readonly parts: readonly PlannedPart[]
}

/** The part of an append that goes to one stream. */
export type PlannedPart = {
  readonly streamId: string
  readonly events: number
  /** The number of extra characters in each event, which only make it larger. */
  readonly padding?: number
  readonly expectedVersion?: ExpectedVersion
}

export type Deposit = Extract<BankEvent, { readonly type: 'MoneyDeposited' }>

/** Returns the events of an append, grouped by stream. The note of each event contains its number and the total. */
export function eventsOf({ commandId, parts }: PlannedAppend): { streamId: string; event: Deposit }[] {
  const all = parts.reduce((sum, { events }) => sum + events, 0)
  let number = 0
  return parts.flatMap(({ streamId, events, padding = 0 }) =>
    Array.from({ length: events }, () => {
      number += 1
      const note = `${commandId} ${number}/${all} ${'x'.repeat(padding)}`
      return { streamId, event: { type: 'MoneyDeposited', data: { amount: number, note } } }
    }),
  )
}

/** Returns the command id of the append whose event has this note. */
export function commandIn(note: string | undefined): string {
  return note?.split(' ')[0] ?? ''
}

/** Executes the append and returns the result that the library reported. */
export async function executeAppend(
  store: EventStore<BankEvent>,
  planned: PlannedAppend,
  durability: Durability,
): Promise<Acknowledged> {
  const { commandId } = planned
  const results = await append(store, planned, { commandId, durability })
  return {
    commandId,
    duplicate: results.every(({ duplicate }) => duplicate),
    places: results.map(({ streamId, streamVersion, globalPosition }) => ({ streamId, streamVersion, globalPosition })),
  }
}

async function append(
  store: EventStore<BankEvent>,
  planned: PlannedAppend,
  options: { readonly commandId: string; readonly durability: Durability },
): Promise<AppendResult<BankEvent>[]> {
  const events = eventsOf(planned)
  const appends = planned.parts.map(({ streamId, expectedVersion = 'any' }) => ({
    streamId,
    events: events.filter((one) => one.streamId === streamId).map(({ event }) => event),
    expectedVersion,
  }))
  const [first] = appends
  if (!first || appends.length > 1) return store.appendBatch(appends, options)
  const { streamId, expectedVersion } = first
  return [await store.append(streamId, first.events, { ...options, expectedVersion })]
}
