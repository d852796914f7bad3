import {
  AppendOutcomeUnknown,
  exportJsonl,
  importJsonl,
  Projection,
  type RecordedEvent,
  replaceFromJsonl,
} from 'rewindable'
import { startReactor } from 'rewindable/model'
import type { BankEvent } from '../../../examples/bank-account.ts'
import type { Checkpoint } from '../../derived-types.ts'
import { depositPositions, upTo } from '../../projection/telling-projections.ts'
import { callAfterFault } from './check-after-fault.ts'
import { longFile, longLog } from './long-log.ts'
import { expectFolded, expectIfKnown } from './reading.ts'
import type { Scenario } from './scenario.ts'
import { type BankStore, deposit } from './trial.ts'

export const storing: readonly Scenario[] = [
  {
    name: 'saving and loading a snapshot',
    before: (trial, store) =>
      trial.append(
        store,
        's',
        upTo(3).map((amount) => deposit(amount)),
      ),
    run: async (trial, store) => {
      const projection = new Projection(store, depositPositions)
      await trial.ask('catching up', () => projection.catchUp())
      await trial.ask('saving a snapshot', () => projection.saveSnapshot())
      const next = new Projection(store, depositPositions)
      await trial.ask('loading a snapshot', () => next.loadSnapshot())
      expectFolded(trial, next)
      return async () => {
        await callAfterFault(trial, 'catching up afterwards', () => projection.catchUp())
        await callAfterFault(trial, 'saving a snapshot afterwards', () => projection.saveSnapshot())
        const last = new Projection(store, depositPositions)
        const load = async (): Promise<void> => {
          if (!(await last.loadSnapshot())) throw new Error('Expected a snapshot, found none')
        }
        await callAfterFault(trial, 'loading a snapshot afterwards', load)
        trial.expect('the state afterwards', last.state, upTo(3))
      }
    },
  },
  {
    name: 'exporting the log',
    before: async (trial, store) => {
      const file = await longFile()
      await importJsonl(store, file)
      trial.recordStored('the file', eventsIn(file))
    },
    run: async (trial, store) => {
      const text = await trial.ask('exporting', () => textOf(exportJsonl(store)))
      expectIfKnown(trial, 'whether the file is whole', text && text === (await longFile()), true)
    },
  },
  {
    name: 'importing a file',
    run: async (trial, store) => {
      const file = await longFile()
      const importFile = () => importJsonl(store, file)
      const outcome = await trial.attempt('importing', importFile)
      return async () => {
        const position = await callAfterFault(trial, 'looking afterwards', () => store.lastPosition())
        const isUnknown = outcome.kind === 'rejected' && outcome.error instanceof AppendOutcomeUnknown
        const expected = outcome.kind === 'resolved' || (isUnknown && position !== 0) ? longLog : 0
        trial.expect('the last position', position, expected)
        const result = await callAfterFault(trial, 'importing afterwards', importFile)
        trial.expect('the result of the import', result, {
          imported: longLog - expected,
          alreadyThere: expected,
          lastPosition: longLog,
        })
        trial.recordStored('the file', eventsIn(file))
      }
    },
  },
  {
    name: 'replacing the log by a file',
    before: (trial, store) => trial.append(store, 'old', [deposit(1), deposit(2)]),
    run: async (trial, store) => {
      const file = await longFile()
      const replace = () => replaceFromJsonl(store, file)
      // The library cannot close a connection that the browser never delivers. Such a connection blocks the upgrade.
      const outcome = await trial.attempt('replacing', replace, trial.kind.isSilent ? ['StoreBlocked'] : [])
      return async () => {
        const position = await callAfterFault(trial, 'looking afterwards', () => store.lastPosition())
        const isUnknown = outcome.kind === 'rejected' && outcome.error instanceof AppendOutcomeUnknown
        const expected = outcome.kind === 'resolved' || (isUnknown && position !== 2) ? longLog : 2
        trial.expect('the last position', position, expected)
        const result = await callAfterFault(trial, 'replacing afterwards', replace)
        trial.expect('the result of the replacement', result, {
          imported: longLog,
          alreadyThere: 0,
          lastPosition: longLog,
        })
        // The log no longer has the old events.
        trial.attempts.splice(0)
        trial.recordStored('the file', eventsIn(file))
      }
    },
  },
  {
    name: 'moving a checkpoint',
    run: async (trial, store) => {
      const moved = await trial.ask('moving it', () => moveTo(store, 7))
      const read = await trial.ask('reading it', () => store.checkpoints.read('r'))
      if (moved) expectIfKnown(trial, 'the checkpoint', read?.position, 7)
      return async () => {
        const kept = await callAfterFault(trial, 'reading afterwards', async () => ({
          at: await store.checkpoints.read('r'),
        }))
        // The outcome of a failed update is unknown.
        if (moved) trial.expect('the checkpoint afterwards', kept?.at?.position, 7)
        const next = await callAfterFault(trial, 'moving it afterwards', () => moveTo(store, 8))
        trial.expect('the checkpoint at last', next?.position, 8)
      }
    },
  },
  {
    name: 'reacting',
    before: (trial, store) =>
      trial.append(
        store,
        's',
        upTo(4).map((amount) => deposit(amount)),
      ),
    run: async (trial, store) => {
      const handled: number[] = []
      if (trial.hasAnotherLog) return
      await trial.ask('reacting', () => reactUpTo(4, store, handled))
      return async () => {
        await callAfterFault(trial, 'reacting afterwards', async () => {
          const [event] = (await trial.append(store, 's', [deposit(5)])) ?? []
          if (!event) throw new Error('Expected the append to succeed')
          await reactUpTo(event.globalPosition, store, handled)
        })
        const inOrder = [...new Set(handled)]
        trial.expect('the events reacted to', inOrder, upTo(inOrder.length))
      }
    },
  },
]

function moveTo(store: BankStore, position: number): Promise<Checkpoint> {
  return store.checkpoints.update('r', () => ({ reactor: 'r', logId: store.logId, position, parked: [] }))
}

/** Runs a reactor until it has handled the event at position `last` or has failed. */
async function reactUpTo(last: number, store: BankStore, handled: number[]): Promise<void> {
  const note = ({ globalPosition }: RecordedEvent): void => {
    handled.push(globalPosition)
    if (globalPosition === last) reactor.stop()
  }
  const definition = { name: 'r', when: { MoneyDeposited: note } }
  const reactor = startReactor<BankEvent>(store, definition, { fromPosition: 1, delay: () => 0 })
  await new Promise((resolve) => reactor.addEventListener('stopped', resolve))
  if (reactor.error) throw reactor.error
}

// A Response would replace every error by "failed to fetch".
async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
  }
}

function eventsIn(file: string): RecordedEvent[] {
  return file
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
