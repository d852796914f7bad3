import {
  asking,
  beginning,
  changing,
  clearing,
  connection,
  dead,
  deletion,
  ending,
  opening,
  silent,
} from '../../faults/database-faults.ts'
import { closing, internalError, lostConnection, newerVersion, quota } from '../../faults/engine-errors.ts'
import type { Fault } from '../../faults/faulty-indexeddb.ts'

/** A kind of fault and its allowed effects. */
export type Kind = {
  readonly name: string
  readonly fault: Fault
  /** The fault of all later operations. */
  readonly later?: Fault
  /** The errors that an operation may reject with. Without this list, no operation may reject. */
  readonly rejects?: readonly string[]
  /** The fault gives no response, so a deadline must end the wait. */
  readonly isSilent?: true
  readonly losesLog?: true
  /** The store must call onBlocked. */
  readonly callsOnBlocked?: true
  /** Appends must never reject. */
  readonly neverFailsAppends?: true
}

/** Milliseconds. */
const late = 30

const failed = ['StorageFailed']
const full = ['QuotaExceeded']
const unknown = ['StorageFailed', 'AppendOutcomeUnknown']
const unopened = ['StoreBlocked', 'StorageFailed']

const once: readonly Kind[] = [
  { name: 'opening throws', fault: opening.throws(internalError) },
  { name: 'opening fails', fault: opening.fails(internalError) },
  { name: 'opening fails on a full disk', fault: opening.fails(quota), rejects: full },
  { name: 'opening finds a newer version', fault: opening.fails(newerVersion), rejects: ['NewerSchema'] },
  { name: 'the creation of the database is rolled back', fault: opening.failsToLayOut },
  { name: 'opening never responds', fault: opening.isSilent, isSilent: true },
  {
    name: 'opening is blocked by another tab',
    fault: opening.isBlocked,
    rejects: ['StoreBlocked'],
    isSilent: true,
    callsOnBlocked: true,
  },
  { name: 'opening is slow', fault: opening.isLate(late) },
  { name: 'opening responds after the deadline', fault: opening.isLate(), isSilent: true },
  { name: 'a transaction throws because the connection is closing', fault: beginning.throws(closing) },
  { name: 'a transaction throws', fault: beginning.throws(internalError) },
  { name: 'a write throws', fault: changing.throws(internalError) },
  { name: 'a request fails', fault: asking.fails(internalError) },
  { name: 'a request loses its connection', fault: asking.fails(lostConnection) },
  { name: 'a request fails on a full disk', fault: asking.fails(quota), rejects: full, neverFailsAppends: true },
  { name: 'a request is slow', fault: asking.isLate(late) },
  { name: 'a request responds after the deadline', fault: asking.isLate(), rejects: unknown, isSilent: true },
  { name: 'a commit fails', fault: ending.aborts(internalError) },
  { name: 'a commit fails without an error', fault: ending.aborts() },
  { name: 'a commit loses its connection', fault: ending.aborts(lostConnection) },
  { name: 'a commit fails on a full disk', fault: ending.aborts(quota), rejects: full, neverFailsAppends: true },
  { name: 'a commit succeeds but reports a failure', fault: ending.isStoredButSaidToAbort },
  { name: 'a commit succeeds without an event', fault: ending.isStoredInSilence, isSilent: true },
  { name: 'a commit is rolled back without an event', fault: ending.isUndoneInSilence, isSilent: true },
  { name: 'a commit is slow', fault: ending.isToldLate(late) },
  { name: 'a commit responds after the deadline', fault: ending.isToldLate(), isSilent: true },
  { name: 'a commit is delayed until the fault ends', fault: ending.isPutOff, rejects: unknown, isSilent: true },
  { name: 'the connection closes', fault: connection.closes },
  { name: 'the connection is closed by force', fault: connection.isClosedByForce },
  { name: 'the database is deleted', fault: deletion, rejects: ['LogLost', 'ConcurrencyConflict'], losesLog: true },
  { name: 'the data is cleared', fault: clearing, rejects: ['LogLost', 'ConcurrencyConflict'], losesLog: true },
]

const forGood: readonly Kind[] = [
  { name: 'every operation fails', fault: dead, later: dead, rejects: unknown },
  {
    name: 'no operation responds',
    fault: silent,
    later: silent,
    rejects: [...unknown, ...unopened],
    isSilent: true,
  },
  {
    name: 'every transaction throws',
    fault: beginning.throws(closing),
    later: beginning.throws(closing),
    rejects: unknown,
  },
  {
    name: 'every request fails',
    fault: asking.fails(internalError),
    later: asking.fails(internalError),
    rejects: unknown,
  },
  {
    name: 'every commit fails on a full disk',
    fault: ending.aborts(quota),
    later: ending.aborts(quota),
    rejects: full,
  },
  { name: 'every commit fails without an error', fault: ending.aborts(), later: ending.aborts(), rejects: failed },
  {
    name: 'every commit succeeds but reports a failure',
    fault: ending.isStoredButSaidToAbort,
    later: ending.isStoredButSaidToAbort,
    rejects: failed,
  },
  {
    name: 'a commit succeeds but reports a failure, and later operations fail',
    fault: ending.isStoredButSaidToAbort,
    later: dead,
    rejects: unknown,
  },
  {
    name: 'a commit and all later operations give no response',
    fault: ending.isStoredInSilence,
    later: silent,
    rejects: [...unknown, ...unopened],
    isSilent: true,
  },
]

export const kinds: readonly Kind[] = [...once, ...forGood]
