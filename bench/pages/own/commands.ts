import { type EventStore, openEventStore } from 'rewindable'
import { handleCommand } from 'rewindable/model'
import { type AccountCommand, account } from '../../../examples/bank-account.ts'
import { accountOpened, accountStream, type BankEvent, moneyDeposited } from '../../../examples/bank-events.ts'
import { check } from '../check.ts'
import type { Work } from '../works/work.ts'

const storeName = 'commands'
const commandsPerTurn = 20
const batch = 1_000

const deposit: AccountCommand = { type: 'Deposit', data: { amount: 1 } }

/** Handles commands on one stream, one after another. @returns the time for one command */
export const repeatedCommands: Work<undefined> = {
  prepare,
  async turn(_, size) {
    const store = await openEventStore<BankEvent>(storeName)
    await depositOnce(store, size)
    window.gc?.()
    const start = performance.now()
    for (let index = 0; index < commandsPerTurn; index++) await depositOnce(store, size)
    const took = performance.now() - start
    await store.close()
    return took / commandsPerTurn
  },
}

/** Handles the first command on a stream in a new tab. */
export const firstCommand: Work<undefined> = {
  prepare,
  async turn(_, size) {
    const store = await openEventStore<BankEvent>(storeName)
    // The first command of the page loads code and prepares the database, whatever its stream.
    await depositOnce(store, 1)
    const start = performance.now()
    await depositOnce(store, size)
    const took = performance.now() - start
    await store.close()
    return took
  },
}

/** Each event is a deposit of 1, so that the balance proves that the command saw every event. */
async function depositOnce(store: EventStore<BankEvent>, size: number): Promise<void> {
  const { state, version } = await handleCommand(store, account, accountStream(String(size)), deposit)
  check('balance', state.balance, version - 1)
}

/** Fills the stream, and handles a command, as an application does long before the page is loaded. */
async function prepare(_: undefined, size: number): Promise<void> {
  const store = await openEventStore<BankEvent>(storeName)
  for (const length of [1, size]) {
    const streamId = accountStream(String(length))
    if ((await store.readStream(streamId, { limit: 1 })).exists) continue
    await store.append(streamId, accountOpened('Ada'))
    for (let version = 1; version < length; version += batch) {
      const events = Array.from({ length: Math.min(batch, length - version) }, () => moneyDeposited(1))
      await store.append(streamId, events)
    }
    await depositOnce(store, length)
  }
  await store.close()
}
