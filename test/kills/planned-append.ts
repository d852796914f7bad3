import type { AppendResult, Durability, EventStore, ExpectedVersion, OfType } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import type { Acknowledged } from './testimony.ts'

/** An append as it was announced, before it began. All that it may store follows from it. */
export type PlannedAppend = {
  /** No other append has it. */
  readonly commandId: string
  readonly parts: readonly PlannedPart[]
}

/** What an append wants to write to one stream. */
export type PlannedPart = {
  readonly streamId: string
  readonly events: number
  /** How many letters each of the events carries for nothing but their size. */
  readonly padding?: number
  readonly expectedVersion?: ExpectedVersion
}

export type Deposit = OfType<BankEvent, 'MoneyDeposited'>

/** The events of an append, stream by stream. The note of each says which of how many it is. */
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

/** The append whose event carries this note. */
export function commandIn(note: string | undefined): string {
  return note?.split(' ')[0] ?? ''
}

/** @returns what the library says of it, once `append` has resolved */
export async function carryOut(
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
