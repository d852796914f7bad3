import type { EventStore } from 'rewindable'
import {
  type Dispatch,
  defineProcessManager,
  handleCommand,
  type Reactor,
  type ReactorOptions,
  startProcessManager,
} from 'rewindable/model'
import { type AccountCommand, account, accountOf, accountStream, type BankEvent } from './bank-account.ts'
import { AccountNotOpen } from './bank-refusals.ts'

/** Adds the events of a transfer in several commits. Such a transfer has its own stream. */
export type TransferEvent =
  | BankEvent
  | { readonly type: 'TransferRefused'; readonly data: { readonly transferId: string; readonly reason: string } }

/** The stream of one transfer: `transferStream('rent')` is `'transfer:rent'`. */
export const transferStream = (transferId: string): string => `transfer:${transferId}`

export const transferRefused = (transferId: string, reason: string): TransferEvent => ({
  type: 'TransferRefused',
  data: { transferId, reason },
})

type SentCommand = { readonly streamId: string; readonly command: AccountCommand }

/** The state of a transfer until its money has arrived or was returned. */
type Transfer = { sent?: { from: string; to: string; amount: number; note?: string } }

/**
 * Transfers money like `transferMoney`, but with one commit per step, so that the accounts do not wait for each other.
 * Between the steps, neither account holds the money.
 */
export const transferProcess = defineProcessManager<Transfer, SentCommand, TransferEvent>({
  name: 'transfers',
  // A transfer in one commit has no transfer id and needs no process.
  correlate: ({ type, data }) => (type === 'TransferSent' || type === 'TransferRefused' ? data.transferId : undefined),
  initialState: () => ({}),
  when: {
    TransferSent: (transfer, { streamId, data: { transferId, ...sent } }) => {
      transfer.sent = { from: accountOf(streamId), ...sent }
    },
  },
  decide: {
    TransferSent: ({ streamId, data: { to, amount, note } }) => ({
      streamId: accountStream(to),
      command: { type: 'ReceiveTransfer', data: { from: accountOf(streamId), amount, note } },
    }),
    TransferRefused: (_, { sent }) =>
      sent && {
        streamId: accountStream(sent.from),
        command: { type: 'ReturnTransfer', data: { from: sent.to, amount: sent.amount, note: sent.note } },
      },
  },
})

/**
 * Runs transfers in one tab at a time. A transfer is parked for manual handling if its money can neither arrive nor be
 * returned.
 */
export function runTransfers(store: EventStore<TransferEvent>, options: ReactorOptions = {}): Reactor<TransferEvent> {
  return startProcessManager(store, transferProcess, (command, dispatch) => carryOut(store, command, dispatch), options)
}

/**
 * Executes a command on its account. A rejected transfer is recorded as an event, so that the process can return the
 * money.
 */
export async function carryOut(
  store: EventStore<TransferEvent>,
  { streamId, command }: SentCommand,
  { commandId, processId, signal }: Dispatch,
): Promise<void> {
  try {
    await handleCommand(store, account, streamId, command, { commandId, signal })
  } catch (error) {
    if (command.type !== 'ReceiveTransfer' || !(error instanceof AccountNotOpen)) throw error
    // The rejection is stored under the command's id, so that it is final. A retry after a crash could otherwise succeed
    // although the money is already being returned.
    await store.append(transferStream(processId), transferRefused(processId, error.message), { commandId })
  }
}
