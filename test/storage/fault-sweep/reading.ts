import { LiveProjection, Projection, type RecordedEvent } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { collect, eventually } from '../../async-results.ts'
import { depositPositions, upTo } from '../../projection/telling-projections.ts'
import { callAfterFault } from './check-after-fault.ts'
import { fill, longLog } from './long-log.ts'
import type { Scenario } from './scenario.ts'
import { deposit, type Trial } from './trial.ts'

export const reading: readonly Scenario[] = [
  {
    name: 'opening a new store',
    run: async (trial, store) => {
      await trial.ask('asking for the last position', () => store.lastPosition())
    },
  },
  {
    name: 'opening a store that holds a log',
    before: (trial, store) => trial.append(store, 's', [deposit(1), deposit(2)]),
    run: async (trial, store) => {
      const position = await trial.ask('asking for the last position', () => store.lastPosition())
      expectIfKnown(trial, 'the last position', position, 2)
    },
  },
  {
    name: 'reading a stream',
    before: async (trial, store) => {
      for (const amount of upTo(3)) {
        await trial.append(store, 's', [deposit(amount)])
        await trial.append(store, 'another', [deposit(10)])
      }
    },
    run: async (trial, store) => {
      for (const direction of ['forward', 'backward'] as const) {
        const read = await trial.ask(`reading ${direction}`, () => store.readStream('s', { direction }))
        const amounts = direction === 'forward' ? upTo(3) : upTo(3).reverse()
        expectIfKnown(trial, `the stream ${direction}`, read && amountsOf(read.events), amounts)
      }
      expectIfKnown(trial, 'the version', await trial.ask('asking for it', () => store.streamVersion('s')), 3)
    },
  },
  {
    name: 'reading the log backward',
    before: fill,
    run: async (trial, store) => {
      const read = await trial.ask('reading', () => collect(store.readAll({ direction: 'backward' })))
      expectIfKnown(trial, 'the log', read && amountsOf(read), upTo(longLog).reverse())
    },
  },
  {
    name: 'catching up',
    before: fill,
    run: async (trial, store) => {
      const projection = new Projection(store, depositPositions)
      const count = await trial.ask('catching up', () => projection.catchUp())
      expectIfKnown(trial, 'the number of events folded', count, longLog)
      expectFolded(trial, projection)
      return async () => {
        await callAfterFault(trial, 'catching up afterwards', () => projection.catchUp())
        trial.expect('the state afterwards', projection.state, upTo(longLog))
      }
    },
  },
  {
    name: 'following live',
    before: fill,
    run: async (trial, store) => {
      const live = new LiveProjection(store, depositPositions)
      const begun = eventually(() => {
        if (live.status === 'catching up')
          throw new Error('Expected the live projection to catch up or fail, found it still catching up')
      })
      await begun.catch((error) => trial.flag(String(error)))
      await trial.append(store, 's', [deposit(longLog + 1)])
      expectFolded(trial, live)
      return async () => {
        await callAfterFault(trial, 'following afterwards', async () => {
          const nextChange = nextChangeOf(live, trial)
          const [event] = (await trial.append(store, 's', [deposit(1)])) ?? []
          if (!event) throw new Error('Expected the append to succeed')
          while (live.position < event.globalPosition) await nextChange()
        })
        trial.expect('the state afterwards', live.state, upTo(live.position))
        live.stop()
      }
    },
  },
]

/** Checks that a result, if there is one, is correct. */
export function expectIfKnown(trial: Trial, what: string, found: unknown, expected: unknown): void {
  if (found !== undefined && !trial.hasAnotherLog) trial.expectResult(what, found, expected)
}

/** Checks that a projection has folded each event up to its position once. */
export function expectFolded(trial: Trial, { state, position }: { state: readonly number[]; position: number }): void {
  trial.expectResult(`the state at ${position}`, state, upTo(position))
}

function amountsOf(events: readonly RecordedEvent<BankEvent>[]): unknown[] {
  return events.map(({ data }) => 'amount' in data && data.amount)
}

/**
 * @returns a function that waits for the next change of a live projection. With a short deadline, an error of the
 *   projection rejects. Otherwise errors are ignored, because a call from before the fault ended may still fail.
 */
function nextChangeOf(live: EventTarget, { kind }: Trial): () => Promise<void> {
  return () =>
    new Promise((resolve, reject) => {
      live.addEventListener('change', () => resolve(), { once: true })
      if (kind.isSilent)
        live.addEventListener('error', (event) => reject((event as CustomEvent).detail), { once: true })
    })
}
