import { LiveProjection, Projection, type RecordedEvent } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { collect, eventually } from '../../awaiting.ts'
import { depositPositions, upTo } from '../../projection/telling-projections.ts'
import { inTheEnd } from './judge.ts'
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
      isAsItWas(trial, 'the last position', position, 2)
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
        isAsItWas(trial, `the stream ${direction}`, read && amountsOf(read.events), amounts)
      }
      isAsItWas(trial, 'the version', await trial.ask('asking for it', () => store.streamVersion('s')), 3)
    },
  },
  {
    name: 'reading the log backward',
    before: fill,
    run: async (trial, store) => {
      const read = await trial.ask('reading', () => collect(store.readAll({ direction: 'backward' })))
      isAsItWas(trial, 'the log', read && amountsOf(read), upTo(longLog).reverse())
    },
  },
  {
    name: 'catching up',
    before: fill,
    run: async (trial, store) => {
      const projection = new Projection(store, depositPositions)
      const count = await trial.ask('catching up', () => projection.catchUp())
      isAsItWas(trial, 'the number of events folded', count, longLog)
      isSound(trial, projection)
      return async () => {
        await inTheEnd(trial, 'catching up afterwards', () => projection.catchUp())
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
        if (live.status === 'catching up') throw new Error('the live projection never caught up, nor failed')
      })
      await begun.catch((error) => trial.flag(String(error)))
      await trial.append(store, 's', [deposit(longLog + 1)])
      isSound(trial, live)
      return async () => {
        await inTheEnd(trial, 'following afterwards', async () => {
          const told = newsOf(live, trial)
          const [event] = (await trial.append(store, 's', [deposit(1)])) ?? []
          if (!event) throw new Error('an append failed')
          while (live.position < event.globalPosition) await told()
        })
        trial.expect('the state afterwards', live.state, upTo(live.position))
        live.stop()
      }
    },
  },
]

/** Whoever got an answer got the right one. */
export function isAsItWas(trial: Trial, what: string, found: unknown, expected: unknown): void {
  if (found !== undefined && !trial.hasAnotherLog) trial.expectTruth(what, found, expected)
}

/** Whatever a projection shows, it has folded each event up to its position once. */
export function isSound(trial: Trial, { state, position }: { state: readonly number[]; position: number }): void {
  trial.expectTruth(`the state at ${position}`, state, upTo(position))
}

function amountsOf(events: readonly RecordedEvent<BankEvent>[]): unknown[] {
  return events.map(({ data }) => 'amount' in data && data.amount)
}

/**
 * @returns waits for the next thing that a projection shows; where it waits for a moment only, what it gives up counts too. It never
 *   gives up otherwise: what was asked while there was a fault may fail when it is gone, but not what is asked then
 */
function newsOf(live: EventTarget, { kind }: Trial): () => Promise<void> {
  return () =>
    new Promise((resolve, reject) => {
      live.addEventListener('change', () => resolve(), { once: true })
      if (kind.isSilent)
        live.addEventListener('error', (event) => reject((event as CustomEvent).detail), { once: true })
    })
}
