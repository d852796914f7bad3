import type { EventStore } from 'rewindable'
import {
  type Dispatch,
  defineProcessManager,
  handleCommand,
  type Reactor,
  type ReactorOptions,
  type StreamCommand,
  startProcessManager,
} from 'rewindable/model'
import { type AccountCommand, account, accountOf, accountStream, type BankEvent } from './bank-account.ts'
import { AccountNotOpen } from './bank-refusals.ts'

/** Also what happens to a transfer on its way, in a stream of its own. */
export type TransferEvent =
  | BankEvent
  | { readonly type: 'TransferRefused'; readonly data: { readonly transferId: string; readonly reason: string } }

/** The stream of one transfer: `transferStream('rent')` is `'transfer:rent'`. */
export const transferStream = (transferId: string): string => `transfer:${transferId}`

export const transferRefused = (transferId: string, reason: string): TransferEvent => ({
  type: 'TransferRefused',
  data: { transferId, reason },
})

/** What a transfer has to remember until its money is somewhere again. */
type Transfer = { sent?: { from: string; to: string; amount: number; note?: string } }

/**
 * What `transferMoney` does in one commit, in steps that are a commit each: for accounts that must not wait for each other.
 * Meanwhile the money is on its way, in neither of them.
 */
export const transferProcess = defineProcessManager<Transfer, StreamCommand<AccountCommand>, TransferEvent>({
  name: 'transfers',
  // Money that arrived in the commit it was sent in has no transfer id, and needs no process.
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

/** Carries transfers out, in one tab at a time. Money that cannot go back either is parked, for a person to decide. */
export function runTransfers(store: EventStore<TransferEvent>, options: ReactorOptions = {}): Reactor<TransferEvent> {
  return startProcessManager(store, transferProcess, (command, dispatch) => carryOut(store, command, dispatch), options)
}

/** Sends a command to its account. That an account refuses a transfer is no failure but an event, and the process goes on. */
export async function carryOut(
  store: EventStore<TransferEvent>,
  { streamId, command }: StreamCommand<AccountCommand>,
  { commandId, processId, signal }: Dispatch,
): Promise<void> {
  try {
    await handleCommand(store, account, streamId, command, { commandId, signal })
  } catch (error) {
    if (command.type !== 'ReceiveTransfer' || !(error instanceof AccountNotOpen)) throw error
    // Under the id of the command, which has one outcome then: sent again after a crash it stays refused, though the
    // account may be open by now and the money on its way back.
    await store.append(transferStream(processId), transferRefused(processId, error.message), { commandId })
  }
}
