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

/** A kind of fault, and what it may lead to. */
export type Kind = {
  readonly name: string
  readonly fault: Fault
  /** What goes wrong with everything after it. */
  readonly later?: Fault
  /** The errors that an operation may reject with; none: nobody notices anything. */
  readonly rejects?: readonly string[]
  /** Somebody has to stop waiting for it. */
  readonly isSilent?: true
  readonly losesLog?: true
  /** Somebody is told that another tab stands in the way. */
  readonly tellsBlocked?: true
  /** What is rejected are never appends. */
  readonly sparesAppends?: true
}

/** In milliseconds. */
const late = 30

const failed = ['StorageFailed']
const full = ['QuotaExceeded']
const unknown = ['StorageFailed', 'AppendOutcomeUnknown']
const unopened = ['StoreBlocked', 'StorageFailed']

const once: readonly Kind[] = [
  { name: 'opening is refused at once', fault: opening.throws(internalError) },
  { name: 'opening fails', fault: opening.fails(internalError) },
  { name: 'opening meets a full disk', fault: opening.fails(quota), rejects: full },
  { name: 'opening finds a newer version', fault: opening.fails(newerVersion), rejects: ['NewerSchema'] },
  { name: 'a new database is not laid out', fault: opening.failsToLayOut },
  { name: 'opening is never answered', fault: opening.isSilent, isSilent: true },
  {
    name: 'opening is blocked by another tab',
    fault: opening.isBlocked,
    rejects: ['StoreBlocked'],
    isSilent: true,
    tellsBlocked: true,
  },
  { name: 'opening takes a while', fault: opening.isLate(late) },
  { name: 'opening is answered too late', fault: opening.isLate(), isSilent: true },
  { name: 'a transaction is refused by a connection that closes', fault: beginning.throws(closing) },
  { name: 'a transaction is refused', fault: beginning.throws(internalError) },
  { name: 'a change is refused', fault: changing.throws(internalError) },
  { name: 'a request fails', fault: asking.fails(internalError) },
  { name: 'a request loses its connection', fault: asking.fails(lostConnection) },
  { name: 'a request meets a full disk', fault: asking.fails(quota), rejects: full, sparesAppends: true },
  { name: 'a request takes a while', fault: asking.isLate(late) },
  { name: 'a request is answered too late', fault: asking.isLate(), rejects: unknown, isSilent: true },
  { name: 'a commit fails', fault: ending.aborts(internalError) },
  { name: 'a commit fails without a word', fault: ending.aborts() },
  { name: 'a commit loses its connection', fault: ending.aborts(lostConnection) },
  { name: 'a commit meets a full disk', fault: ending.aborts(quota), rejects: full, sparesAppends: true },
  { name: 'a commit is said to have failed', fault: ending.isStoredButSaidToAbort },
  { name: 'a commit is stored in silence', fault: ending.isStoredInSilence, isSilent: true },
  { name: 'a commit is undone in silence', fault: ending.isUndoneInSilence, isSilent: true },
  { name: 'a commit takes a while', fault: ending.isToldLate(late) },
  { name: 'a commit is told too late', fault: ending.isToldLate(), isSilent: true },
  { name: 'a commit is put off', fault: ending.isPutOff, rejects: unknown, isSilent: true },
  { name: 'the connection closes', fault: connection.closes },
  { name: 'the connection is closed by force', fault: connection.isClosedByForce },
  { name: 'the database is deleted', fault: deletion, rejects: ['LogLost', 'ConcurrencyConflict'], losesLog: true },
  { name: 'the data is cleared', fault: clearing, rejects: ['LogLost', 'ConcurrencyConflict'], losesLog: true },
]

const forGood: readonly Kind[] = [
  { name: 'nothing works any more', fault: dead, later: dead, rejects: unknown },
  {
    name: 'nothing is answered any more',
    fault: silent,
    later: silent,
    rejects: [...unknown, ...unopened],
    isSilent: true,
  },
  {
    name: 'every transaction is refused',
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
  { name: 'every commit meets a full disk', fault: ending.aborts(quota), later: ending.aborts(quota), rejects: full },
  { name: 'every commit fails without a word', fault: ending.aborts(), later: ending.aborts(), rejects: failed },
  {
    name: 'every commit is said to have failed',
    fault: ending.isStoredButSaidToAbort,
    later: ending.isStoredButSaidToAbort,
    rejects: failed,
  },
  {
    name: 'a commit is said to have failed, and then nothing works',
    fault: ending.isStoredButSaidToAbort,
    later: dead,
    rejects: unknown,
  },
  {
    name: 'a commit is stored in silence, and so is everything after it',
    fault: ending.isStoredInSilence,
    later: silent,
    rejects: [...unknown, ...unopened],
    isSilent: true,
  },
]

export const kinds: readonly Kind[] = [...once, ...forGood]
