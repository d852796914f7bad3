import { openEventStore } from 'rewindable'
import { hostProjections, RemoteProjection } from 'rewindable/worker'
import { type BankEvent, moneyDeposited } from '../../../examples/bank-events.ts'
import { ExpectedBalances, GeneratedBank } from '../generated-bank.ts'
import type { Work } from '../works/work.ts'
import { type AccountState, checkAllAccounts } from './account-state.ts'

/** Hosts a projection on one side of a channel, and counts the accounts in the message for a deposit. @returns this count */
export function accountsInMessage<State>({ definition, reading }: AccountState<State>): Work<undefined> {
  return {
    async turn(_, size) {
      const name = `worker ${definition.name} ${size}`
      const bank = new GeneratedBank(size)
      const store = await openEventStore<BankEvent>(name)
      await bank.fill(store, size)
      const expected = new ExpectedBalances(bank)
      for (let position = 0; position < size; position++) expected.moveTo(position + 1)

      const { port1: inWorker, port2: inPage } = new MessageChannel()
      inWorker.start()
      const stopHosting = hostProjections(store, [definition], inWorker)
      const before = await store.lastPosition()
      const sent = countAccountsAfter(before)
      const remote = new RemoteProjection(inPage, definition)
      await reached(remote, before)
      // The earlier turns made a deposit to account 0.
      const { globalPosition } = await store.append(bank.streamAt(0), moneyDeposited(1))
      await reached(remote, globalPosition)
      const accounts = sent()
      expected.change(0, globalPosition - size)
      checkAllAccounts(reading, remote.state, expected)
      remote.stop()
      stopHosting()
      inWorker.close()
      await store.close()
      return accounts
    },
  }
}

async function reached(remote: RemoteProjection<unknown, BankEvent>, position: number): Promise<void> {
  while (remote.position < position) {
    if (remote.status === 'failed') throw remote.error
    await new Promise((resolve) => {
      remote.addEventListener('change', resolve, { once: true })
      remote.addEventListener('error', resolve, { once: true })
    })
  }
}

/** Counts the accounts in all messages of this page, except messages about a position. @returns a function that ends the count */
function countAccountsAfter(position: number): () => number {
  const { postMessage } = MessagePort.prototype
  let accounts = 0
  MessagePort.prototype.postMessage = function (...[message, ...others]: [unknown, never]) {
    const isEarlier = Object(message).position === position
    if (!isEarlier) accounts += accountsIn(message)
    postMessage.apply(this, [message, ...others])
  }
  return () => {
    MessagePort.prototype.postMessage = postMessage
    return accounts
  }
}

function accountsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if ('owner' in value && 'balance' in value) return 1
  const parts = value instanceof Map || value instanceof Set || Array.isArray(value) ? value : Object.values(value)
  let accounts = 0
  for (const part of parts) accounts += value instanceof Map ? accountsIn(part[1]) : accountsIn(part)
  return accounts
}
