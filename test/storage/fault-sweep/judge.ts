import { AppendOutcomeUnknown, LogLost, openEventStore } from 'rewindable'
import { collect, eventually } from '../../awaiting.ts'
import { databaseExists } from '../../faults/raw-database.ts'
import { flawsOf } from './ledger.ts'
import { outcomeOf } from './outcome.ts'
import type { Again } from './scenario.ts'
import { type BankStore, deposit, type Trial } from './trial.ts'

/** Now that the fault is gone: does everything work again, and is the log what everybody was told? */
export async function judge(trial: Trial, opened: BankStore | undefined, again: Again | undefined): Promise<void> {
  if (trial.kind.tellsBlocked) trial.expect('whether it is told of', trial.toldBlocked, trial.faulty.isReached())
  trial.faulty.cure()
  // Of a store that never answered, no more answers are to be expected.
  if (trial.hasHung) return
  if (trial.kind.losesLog && trial.faulty.isReached()) await judgeLost(trial, opened)
  else await judgeKept(trial, opened, again)
  await eventually(() => {
    if (trial.faulty.openConnections() > 0) throw new Error('a connection is left open')
  }).catch((error) => trial.flag(String(error)))
}

async function judgeKept(trial: Trial, opened: BankStore | undefined, again: Again | undefined): Promise<void> {
  const store = opened ?? (await inTheEnd(trial, 'opening', () => trial.open()))
  if (!store) return
  await again?.(trial, store)
  for (const [index, attempt] of trial.attempts.entries()) {
    const { what, outcome, repeat } = attempt
    if (outcome.kind !== 'rejected' || !(outcome.error instanceof AppendOutcomeUnknown) || !repeat) continue
    const value = await inTheEnd(trial, `${what}, repeated,`, repeat)
    if (value) trial.attempts[index] = { ...attempt, outcome: { kind: 'resolved', value } }
  }
  const commandId = crypto.randomUUID()
  const last = deposit(1)
  const append = async () => (await store.append('afterwards', last, { commandId })).events
  const value = await inTheEnd(trial, 'an append afterwards', append)
  if (value) trial.noteRecorded('the append afterwards', value)
  const seen = await inTheEnd(trial, 'reading afterwards', () => collect(store.readAll()))
  await inTheEnd(trial, 'closing', () => store.close())

  const fresh = await openEventStore(trial.name)
  const log = await collect(fresh.readAll())
  await fresh.close()
  for (const flaw of flawsOf(log, trial.attempts)) trial.expose(flaw)
  if (seen) trial.expect('the log as the store sees it', seen, log)
}

async function judgeLost(trial: Trial, store: BankStore | undefined): Promise<void> {
  if (!store) return
  // What is deleted while it is being opened was nobody's yet: then this is another log, or none.
  if (trial.wasOpen) {
    await eventually(async () => {
      if (await databaseExists(trial.name)) throw new Error('the database was not deleted, or made anew')
    })
    const asks: (() => Promise<unknown>)[] = [() => store.append('afterwards', deposit(1)), () => store.lastPosition()]
    for (const ask of asks) {
      const outcome = await outcomeOf(ask)
      const isTold = outcome.kind === 'rejected' && outcome.error instanceof LogLost
      if (!isTold) trial.flag(`the log is lost, but the store says: ${JSON.stringify(outcome)}`)
    }
    trial.expect('a database made anew', await databaseExists(trial.name), false)
  }
  await inTheEnd(trial, 'closing', () => store.close())
}

// A store that waits no longer than a moment may have to be asked more than once on a machine that is busy.
const mostTries = 60

/** Asks for something that works now, again if the trial's store is one that does not wait long. */
export async function inTheEnd<Value>(
  trial: Trial,
  what: string,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  const tries = trial.kind.isSilent ? mostTries : 1
  for (let left = tries; ; left -= 1) {
    const outcome = await outcomeOf(work)
    if (outcome.kind === 'resolved') return outcome.value
    if (outcome.kind === 'hung' || left === 1) {
      trial.flag(`${what} ${outcome.kind === 'hung' ? 'never ended' : `rejected with ${outcome.error}`}`)
      return undefined
    }
  }
}
