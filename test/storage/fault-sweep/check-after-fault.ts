import { AppendOutcomeUnknown, LogLost, openEventStore } from 'rewindable'
import { collect, eventually } from '../../async-results.ts'
import { databaseExists } from '../../faults/raw-database.ts'
import { flawsOf } from './compare-with-log.ts'
import { outcomeOf } from './outcome.ts'
import type { Again } from './scenario.ts'
import { type BankStore, deposit, type Trial } from './trial.ts'

/** Ends the fault, then checks that everything works again and that the log matches all results. */
export async function checkAfterFault(
  trial: Trial,
  opened: BankStore | undefined,
  again: Again | undefined,
): Promise<void> {
  if (trial.kind.callsOnBlocked)
    trial.expect('whether onBlocked was called', trial.calledOnBlocked, trial.faulty.isReached())
  trial.faulty.endFault()
  // A store whose operation hung does not respond any more.
  if (trial.hasHung) return
  if (trial.kind.losesLog && trial.faulty.isReached()) await checkLostLog(trial, opened)
  else await checkKeptLog(trial, opened, again)
  await eventually(() => {
    if (trial.faulty.openConnections() > 0) throw new Error('Expected all connections to be closed, found an open one')
  }).catch((error) => trial.flag(String(error)))
}

async function checkKeptLog(trial: Trial, opened: BankStore | undefined, again: Again | undefined): Promise<void> {
  const store = opened ?? (await callAfterFault(trial, 'opening', () => trial.open()))
  if (!store) return
  await again?.(trial, store)
  for (const [index, attempt] of trial.attempts.entries()) {
    const { what, outcome, repeat } = attempt
    if (outcome.kind !== 'rejected' || !(outcome.error instanceof AppendOutcomeUnknown) || !repeat) continue
    const value = await callAfterFault(trial, `${what}, repeated,`, repeat)
    if (value) trial.attempts[index] = { ...attempt, outcome: { kind: 'resolved', value } }
  }
  const commandId = crypto.randomUUID()
  const last = deposit(1)
  const append = async () => (await store.append('afterwards', last, { commandId })).events
  const value = await callAfterFault(trial, 'an append afterwards', append)
  if (value) trial.recordStored('the append afterwards', value)
  const seen = await callAfterFault(trial, 'reading afterwards', () => collect(store.readAll()))
  await callAfterFault(trial, 'closing', () => store.close())

  const fresh = await openEventStore(trial.name)
  const log = await collect(fresh.readAll())
  await fresh.close()
  for (const flaw of flawsOf(log, trial.attempts)) trial.flagWrongResult(flaw)
  if (seen) trial.expect('the log as the store sees it', seen, log)
}

async function checkLostLog(trial: Trial, store: BankStore | undefined): Promise<void> {
  if (!store) return
  // If the log was deleted during the opening, the store has another log or none.
  if (trial.wasOpen) {
    await eventually(async () => {
      if (await databaseExists(trial.name))
        throw new Error('Expected no database, found one that was not deleted or was recreated')
    })
    const asks: (() => Promise<unknown>)[] = [() => store.append('afterwards', deposit(1)), () => store.lastPosition()]
    for (const ask of asks) {
      const outcome = await outcomeOf(ask)
      const isLogLost = outcome.kind === 'rejected' && outcome.error instanceof LogLost
      if (!isLogLost) trial.flag(`expected LogLost, found: ${JSON.stringify(outcome)}`)
    }
    trial.expect('whether the database was recreated', await databaseExists(trial.name), false)
  }
  await callAfterFault(trial, 'closing', () => store.close())
}

// A store with a short deadline may need several tries on a busy machine.
const mostTries = 60

/** Calls `work`, which must succeed after the fault ended. Retries it if the trial's store has a short deadline. */
export async function callAfterFault<Value>(
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
