import type { EventStore } from 'rewindable'
import { type Reactor, type ReactorOptions, startReactor } from 'rewindable/model'
import { onTestFinished } from 'vitest'
import type { CheckpointStorage } from '../derived-types.ts'
import type { PurseEvent } from './purse.ts'
import { storeWith } from './store-with.ts'

/** A reactor and the deposits that it handled, with their idempotency keys. */
export type Noting = { readonly reactor: Reactor<PurseEvent>; readonly noted: number[]; readonly keys: string[] }

/** Starts a reactor that records deposits. It stops at the end of the test. @param effect runs before each deposit is recorded */
export function recordDeposits(
  store: EventStore<PurseEvent>,
  options: ReactorOptions = {},
  effect: (amount: number, attempt: number) => unknown = () => {},
): Noting {
  const noted: number[] = []
  const keys: string[] = []
  const reactor = startReactor(
    store,
    {
      name: 'noting',
      when: {
        MoneyPutIn: async ({ data }, { attempt, idempotencyKey }) => {
          await effect(data.amount, attempt)
          noted.push(data.amount)
          keys.push(idempotencyKey)
        },
      },
    },
    { delay: () => 0, ...options },
  )
  return { reactor: stopAtEnd(reactor), noted, keys }
}

/** Starts a reactor whose reaction receives the reactor itself. */
export function startReacting(
  store: EventStore<PurseEvent>,
  reaction: (reactor: Reactor<PurseEvent>, amount: number, signal: AbortSignal) => unknown,
  options: ReactorOptions = {},
): Reactor<PurseEvent> {
  const when = {
    MoneyPutIn: async ({ data }: { data: { amount: number } }, { signal }: { signal: AbortSignal }) => {
      await reaction(reactor, data.amount, signal)
    },
  }
  const reactor: Reactor<PurseEvent> = startReactor(store, { name: 'noting', when }, { fromPosition: 1, ...options })
  return stopAtEnd(reactor)
}

/** Returns a reaction that waits until `finish` is called. */
export function heldReaction(): { reaction: () => Promise<void>; hasBegun: Promise<void>; finish: () => void } {
  let [tell, finish] = [(): void => {}, (): void => {}]
  const hasBegun = new Promise<void>((resolve) => {
    tell = resolve
  })
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const reaction = (): Promise<void> => {
    tell()
    return finished
  }
  return { reaction, hasBegun, finish: () => finish() }
}

/** Stops a reactor at the end of the test. */
export function stopAtEnd<Stopped extends { stop(): Promise<void> }>(reactor: Stopped): Stopped {
  onTestFinished(() => reactor.stop())
  return reactor
}

/** A store whose checkpoints cannot be updated while `isDying` returns true, as if the tab crashed before each update. */
export function failingCheckpoints(store: EventStore<PurseEvent>, isDying: () => boolean): EventStore<PurseEvent> {
  const { checkpoints } = store
  const update: CheckpointStorage['update'] = async (reactor, change) => {
    if (isDying()) throw new Error('the tab crashed')
    return checkpoints.update(reactor, change)
  }
  return storeWith(store, { checkpoints: { read: (reactor) => checkpoints.read(reactor), update } })
}
