import { deleteEventStore, type EventStore, openEventStore, type RecordedEvent } from 'rewindable'
import { handleCommand, handleCommands, type Reactor } from 'rewindable/model'
import { recordedEvents, scenario } from 'rewindable/testing'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type AccountCommand,
  account,
  accountClosed,
  accountOpened,
  accountStream,
  moneyDeposited,
  transferReceived,
  transferSent,
} from '../../examples/bank-account.ts'
import {
  carryOut,
  runTransfers,
  type TransferEvent,
  transferProcess,
  transferRefused,
  transferStream,
} from '../../examples/transfer-process.ts'

const [ada, grace] = [accountStream('1'), accountStream('2')]
const rent = transferStream('rent')

describe('the process of a transfer', () => {
  const sent = recordedEvents<TransferEvent>(ada, [transferSent('2', 50, 'Rent', 'rent')], { position: 7 })
  const [sending] = sent
  if (!sending) throw new Error('there is no event to begin with')

  test('the transfer process credits the receiver', () => {
    scenario(transferProcess, {
      when: sending,
      then: [{ streamId: grace, command: { type: 'ReceiveTransfer', data: { from: '1', amount: 50, note: 'Rent' } } }],
    })
  })

  test('the transfer process returns the money if the receiver rejects it', () => {
    scenario(transferProcess, {
      given: sent,
      when: transferRefused('rent', 'There is no such account.'),
      then: [{ streamId: ada, command: { type: 'ReturnTransfer', data: { from: '2', amount: 50, note: 'Rent' } } }],
    })
  })

  test('the transfer process keeps transfers apart', () => {
    const cinema = recordedEvents<TransferEvent>(grace, [transferSent('3', 8, 'Cinema', 'cinema')], { position: 8 })
    scenario(transferProcess, {
      given: [...sent, ...cinema],
      when: transferRefused('cinema', 'There is no such account.'),
      then: [{ streamId: grace, command: { type: 'ReturnTransfer', data: { from: '3', amount: 8, note: 'Cinema' } } }],
    })
  })

  test('the transfer process ignores transfers in one commit and money without a sender', () => {
    scenario(transferProcess, { when: transferSent('2', 50), thenNothing: true })
    scenario(transferProcess, { given: sent, when: moneyDeposited(50), thenNothing: true })
    scenario(transferProcess, { when: transferRefused('rent', 'There is no such account.'), thenNothing: true })
  })
})

describe('the running transfer process', () => {
  let store: EventStore<TransferEvent>
  const ask = (streamId: string, command: AccountCommand) => handleCommand(store, account, streamId, command)

  beforeEach(async () => {
    const name = `test-${crypto.randomUUID()}`
    store = await openEventStore<TransferEvent>(name)
    onTestFinished(async () => {
      await store.close()
      await deleteEventStore(name)
    })
    await ask(ada, { type: 'OpenAccount', data: { owner: 'Ada', balance: 70 } })
    await ask(grace, { type: 'OpenAccount', data: { owner: 'Grace' } })
  })

  function carryOutTransfers(): Reactor<TransferEvent> {
    const reactor = runTransfers(store, { fromPosition: 1, tries: 2, delay: () => 1 })
    onTestFinished(() => reactor.stop())
    return reactor
  }

  async function eventsOf(streamId: string): Promise<Pick<RecordedEvent<TransferEvent>, 'type' | 'data'>[]> {
    const { events } = await store.readStream(streamId)
    return events.map(({ type, data }) => ({ type, data }) as TransferEvent)
  }

  test('a transfer reaches the receiver once', async () => {
    const first = carryOutTransfers()
    await ask(ada, { type: 'SendTransfer', data: { to: '2', amount: 50, note: 'Rent', transferId: 'rent' } })
    await vi.waitFor(async () =>
      expect(await eventsOf(grace)).toEqual([accountOpened('Grace'), transferReceived('1', 50, 'Rent')]),
    )
    await first.stop()

    const second = carryOutTransfers()
    await ask(ada, { type: 'SendTransfer', data: { to: '2', amount: 5, transferId: 'tip' } })
    await vi.waitFor(async () => expect((await eventsOf(grace)).at(-1)).toEqual(transferReceived('1', 5)))
    expect((await eventsOf(grace)).length).toBe(3)
    expect(await second.parked()).toEqual([])
  })

  test('a transfer to a closed account is returned', async () => {
    await ask(grace, { type: 'CloseAccount' })
    const reactor = carryOutTransfers()
    await ask(ada, { type: 'SendTransfer', data: { to: '2', amount: 50, note: 'Rent', transferId: 'rent' } })
    await vi.waitFor(async () =>
      expect(await eventsOf(ada)).toEqual([
        accountOpened('Ada', 70),
        transferSent('2', 50, 'Rent', 'rent'),
        { type: 'TransferReturned', data: { from: '2', amount: 50, note: 'Rent' } },
      ]),
    )
    expect(await eventsOf(rent)).toEqual([transferRefused('rent', 'Grace’s account was closed. Choose another one.')])
    expect(await eventsOf(grace)).toEqual([accountOpened('Grace'), accountClosed()])
    expect(await reactor.parked()).toEqual([])
  })

  test('a transfer is parked if its money can be neither delivered nor returned', async () => {
    await ask(ada, { type: 'SendTransfer', data: { to: '9', amount: 70, transferId: 'rent' } })
    await ask(ada, { type: 'CloseAccount' })
    const reactor = carryOutTransfers()
    await vi.waitFor(async () => expect(await reactor.parked()).toMatchObject([{ position: 5, tries: 2 }]))
    const [parked] = await reactor.parked()
    expect(parked?.error).toContain('Ada’s account was closed')
    expect((await eventsOf(rent)).length).toBe(1)
  })

  test('a rejected transfer stays rejected when its command is repeated, even if the account is open again', async () => {
    const receive = { type: 'ReceiveTransfer', data: { from: '1', amount: 50 } } as const
    const { signal } = new AbortController()
    const send = () =>
      carryOut(
        store,
        { streamId: accountStream('3'), command: receive },
        { commandId: 'transfers/e-3/0', processId: 'rent', signal },
      )
    await send()
    await ask(accountStream('3'), { type: 'OpenAccount', data: { owner: 'Alan' } })
    await send()
    expect(await eventsOf(accountStream('3'))).toEqual([accountOpened('Alan')])
    expect((await eventsOf(rent)).length).toBe(1)
  })

  test('the transfer process ignores transfers that were recorded in one commit', async () => {
    const reactor = carryOutTransfers()
    await handleCommands(store, account, [
      { streamId: ada, command: { type: 'SendTransfer', data: { to: '2', amount: 50 } } },
      { streamId: grace, command: { type: 'ReceiveTransfer', data: { from: '1', amount: 50 } } },
    ])
    await ask(ada, { type: 'SendTransfer', data: { to: '2', amount: 5, transferId: 'tip' } })
    await vi.waitFor(async () => expect(await reactor.position()).toBe(5))
    expect(await eventsOf(grace)).toEqual([accountOpened('Grace'), transferReceived('1', 50), transferReceived('1', 5)])
  })
})
