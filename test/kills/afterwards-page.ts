import {
  ConcurrencyConflict,
  type EventStore,
  openEventStore,
  Projection,
  reconstructState,
  verifyLog,
} from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import { ledger } from './ledger.ts'
import { carryOut, type PlannedAppend } from './planned-append.ts'
import { readRawLog } from './raw-log.ts'
import { tell, tellOf } from './tell.ts'
import type { Acknowledged, Aftermath, Replay, Testimony, Verification } from './testimony.ts'

async function aftermath(): Promise<Aftermath> {
  const inFlight: PlannedAppend[] = await (await fetch('/in-flight')).json()
  const store = await openEventStore<BankEvent>('killed')
  const verifiedAtOpening = await verified(store)
  const atOpening = await reconstructed(store)
  const streams = await everyStream(store)
  const appended = await append(store, [...inFlight, ...newAppends(streams.map(({ streamId }) => streamId))])
  const atEnd = await projected(store)
  const verifiedAtEnd = await verified(store)
  await store.close()
  return { verifiedAtOpening, atOpening, streams, appended, atEnd, verifiedAtEnd, raw: await readRawLog('killed') }
}

async function verified(store: EventStore<BankEvent>): Promise<Verification> {
  const { soundUntil, damage } = await verifyLog(store)
  return { soundUntil, damage: damage?.message }
}

async function reconstructed(store: EventStore<BankEvent>): Promise<Replay> {
  return { position: await store.lastPosition(), state: await reconstructState(store, ledger) }
}

async function projected(store: EventStore<BankEvent>): Promise<Replay> {
  const projection = new Projection(store, ledger)
  await projection.catchUp()
  return { position: projection.position, state: projection.state }
}

async function everyStream(store: EventStore<BankEvent>): Promise<Aftermath['streams']> {
  const streamIds = new Set<string>()
  for await (const { streamId } of store.readAll()) streamIds.add(streamId)
  return Promise.all(
    Array.from(streamIds, async (streamId) => {
      const { version, events } = await store.readStream(streamId)
      return { streamId, version, events: events.length }
    }),
  )
}

function newAppends(streamIds: readonly string[]): PlannedAppend[] {
  return [
    { commandId: 'afterwards#1', parts: [{ streamId: 'afterwards', events: 3, expectedVersion: 'noStream' }] },
    {
      commandId: 'afterwards#2',
      parts: streamIds.map((streamId) => ({ streamId, events: 2, expectedVersion: 'streamExists' })),
    },
  ]
}

async function append(store: EventStore<BankEvent>, begun: readonly PlannedAppend[]): Promise<Testimony> {
  const acknowledged: Acknowledged[] = []
  const refused: string[] = []
  for (const planned of begun) {
    try {
      acknowledged.push(await carryOut(store, planned, 'default'))
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict)) throw error
      refused.push(planned.commandId)
    }
  }
  return { begun, acknowledged, refused }
}

tellOf(aftermath().then((aftermath) => tell({ kind: 'aftermath', aftermath })))
