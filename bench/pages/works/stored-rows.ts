import { accountStream } from '../../../examples/bank-events.ts'
import type { Account } from '../account-table.ts'
import { check } from '../check.ts'
import { ExpectedBalances, OwnedBank } from '../generated-bank.ts'
import type { StoredContender, StoredRows } from '../stored-rows.ts'
import { timed } from '../timed.ts'
import type { Work } from './work.ts'

const perOwner = 50
const queriesPerTurn = 10
const sampledAccounts = 1_000
const accountsOfUpdates = 10_000

let turns = 0

/** Opens a log and its stored rows, and reads the first fifty rows. The page is already loaded. */
export const openRows: Work<StoredContender> = {
  prepare,
  async turn(contender, size) {
    const { took, result } = await timed(async () => {
      const rows = await contender.open(logOf(size), 'rows')
      return { rows, first: await rows.first(perOwner) }
    })
    checkOwner(result.first, bankOf(size), 0)
    await result.rows.close()
    return took
  },
}

/** Reads the fifty accounts of one owner by an index. Each query has another owner. @returns the time for one query */
export const queryRows: Work<StoredContender> = {
  prepare,
  async turn(contender, size) {
    const bank = bankOf(size)
    const rows = await contender.open(logOf(size), 'rows')
    // A first query opens what later queries use.
    await rows.ofOwner(bank.ownerOf(0))
    const owners = Array.from({ length: queriesPerTurn }, () => (++turns * 7) % bank.owners)
    const { took, result } = await timed(async () => {
      const found = []
      for (const owner of owners) found.push(await rows.ofOwner(bank.ownerOf(owner)))
      return found
    })
    for (const [index, owner] of owners.entries()) checkOwner(result[index] ?? [], bank, owner)
    await rows.close()
    return took / queriesPerTurn
  },
}

/** Applies events to stored rows. */
export const updateRows: Work<StoredContender> = {
  async turn(contender, size) {
    const [log, bank] = [`updates ${turns++}`, new OwnedBank(accountsOfUpdates, perOwner)]
    await contender.record(log, bank, bank.accounts)
    const before = await contender.open(log, 'rows')
    await before.applied()
    await before.close()
    await contender.record(log, bank, bank.accounts + size)
    return appliedEvents(contender, log, bank, bank.accounts + size)
  },
}

/** Applies events that create one row each. The rows have two indexes. */
export const createRows: Work<StoredContender> = {
  async turn(contender, size) {
    const [log, bank] = [`creations ${turns++}`, new OwnedBank(size, perOwner)]
    await contender.record(log, bank, size)
    return appliedEvents(contender, log, bank, size)
  },
}

async function prepare(contender: StoredContender, size: number): Promise<void> {
  await contender.record(logOf(size), bankOf(size), size)
  const rows = await contender.open(logOf(size), 'rows')
  await rows.applied()
  await checkRows(rows, bankOf(size), size)
  await rows.close()
}

async function appliedEvents(contender: StoredContender, log: string, bank: OwnedBank, count: number): Promise<number> {
  const { took, result } = await timed(async () => {
    const rows = await contender.open(log, 'rows')
    await rows.applied()
    return rows
  })
  await checkRows(result, bank, count)
  await result.close()
  return took
}

function logOf(size: number): string {
  return `rows ${size}`
}

function bankOf(size: number): OwnedBank {
  return new OwnedBank(size, perOwner)
}

async function checkRows(rows: StoredRows, bank: OwnedBank, count: number): Promise<void> {
  check('rows', await rows.size(), bank.accounts)
  const expected = new ExpectedBalances(bank)
  expected.moveTo(count)
  const step = Math.max(1, Math.floor(bank.accounts / sampledAccounts))
  for (let account = 0; account < bank.accounts; account += step) {
    const row = await rows.account(accountStream(String(account)))
    check('owner', row?.owner, bank.ownerOf(account % bank.owners))
    check(`balance of account ${account}`, row?.balance, expected.of(account))
  }
}

/** @throws if these are not the accounts of an owner */
function checkOwner(found: readonly Account[], bank: OwnedBank, owner: number): void {
  const expected = Array.from({ length: perOwner }, (_, index) => accountStream(String(owner + index * bank.owners)))
  check('accounts of an owner', JSON.stringify(found.map(({ id }) => id)), JSON.stringify(expected.sort()))
  for (const account of found) check('owner', account.owner, bank.ownerOf(owner))
}
