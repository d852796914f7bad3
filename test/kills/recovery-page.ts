import {
  ConcurrencyConflict,
  type EventStore,
  openEventStore,
  Projection,
  reconstructState,
  verifyLog,
} from 'rewindable'
import { openCollection } from 'rewindable/collections'
import type { BankEvent } from '../../examples/bank-account.ts'
import { depositSummary } from '../deposit-summary.ts'
import { readRawRows } from '../stored-collection/raw-rows.ts'
import { accountRows, type RowsRead } from './account-rows.ts'
import { executeAppend, type PlannedAppend } from './planned-append.ts'
import { readRawLog } from './raw-log.ts'
import type { Acknowledged, Recovery, Replay, Verification, WriteLog } from './report.ts'
import { reportFailure, sendReport } from './send-report.ts'

async function recovery(): Promise<Recovery> {
  const inFlight: PlannedAppend[] = await (await fetch('/in-flight')).json()
  const rawRows = await readRawRows('killed')
  const store = await openEventStore<BankEvent>('killed')
  const verifiedAtOpening = await verified(store)
  const atOpening = await reconstructed(store)
  const streams = await everyStream(store)
  const appended = await append(store, [...inFlight, ...newAppends(streams.map(({ streamId }) => streamId))])
  const atEnd = await projected(store)
  const verifiedAtEnd = await verified(store)
  const rows = await readRows(store)
  await store.close()
  const raw = await readRawLog('killed')
  return { verifiedAtOpening, atOpening, streams, appended, atEnd, verifiedAtEnd, raw, rawRows, rows }
}

async function readRows(store: EventStore<BankEvent>): Promise<RowsRead> {
  const stored = await openCollection(store, accountRows)
  await stored.caughtUp()
  return { position: stored.position, rows: Object.fromEntries(await stored.query('byDeposits')) }
}

async function verified(store: EventStore<BankEvent>): Promise<Verification> {
  const { soundUntil, damage } = await verifyLog(store)
  return { soundUntil, damage: damage?.message }
}

async function reconstructed(store: EventStore<BankEvent>): Promise<Replay> {
  return { position: await store.lastPosition(), state: await reconstructState(store, depositSummary) }
}

async function projected(store: EventStore<BankEvent>): Promise<Replay> {
  const projection = new Projection(store, depositSummary)
  await projection.catchUp()
  return { position: projection.position, state: projection.state }
}

async function everyStream(store: EventStore<BankEvent>): Promise<Recovery['streams']> {
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
    { commandId: 'recovery#1', parts: [{ streamId: 'recovery', events: 3, expectedVersion: 'noStream' }] },
    {
      commandId: 'recovery#2',
      parts: streamIds.map((streamId) => ({ streamId, events: 2, expectedVersion: 'streamExists' })),
    },
  ]
}

async function append(store: EventStore<BankEvent>, started: readonly PlannedAppend[]): Promise<WriteLog> {
  const acknowledged: Acknowledged[] = []
  const refused: string[] = []
  for (const planned of started) {
    try {
      acknowledged.push(await executeAppend(store, planned, 'default'))
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict)) throw error
      refused.push(planned.commandId)
    }
  }
  return { started, acknowledged, refused }
}

reportFailure(recovery().then((recovery) => sendReport({ kind: 'recovery', recovery })))
