import type { CheckpointStorage, EventStore } from 'rewindable'
import { type Reactor, type ReactorOptions, startReactor } from 'rewindable/model'
import { onTestFinished } from 'vitest'
import type { PurseEvent } from './purse.ts'
import { storeWith } from './store-with.ts'

/** A reactor that notes which deposits it saw, and under which keys, until the test is over. */
export type Noting = { readonly reactor: Reactor<PurseEvent>; readonly noted: number[]; readonly keys: string[] }

/** @param effect what happens besides noting, given the amount and the try */
export function noteDeposits(
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
  return { reactor: untilTheEnd(reactor), noted, keys }
}

/** A reactor whose reaction is given the reactor. */
export function reacting(
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
  return untilTheEnd(reactor)
}

/** A reaction that goes on when it is told to. */
export function held(): { reaction: () => Promise<void>; hasBegun: Promise<void>; finish: () => void } {
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

/** Stops a reactor when the test is over. */
export function untilTheEnd<Stopped extends { stop(): Promise<void> }>(reactor: Stopped): Stopped {
  onTestFinished(() => reactor.stop())
  return reactor
}

/** The store, in a tab that dies whenever it is about to note how far its reactor got, once `isDying` says so. */
export function dyingWithItsEffects(store: EventStore<PurseEvent>, isDying: () => boolean): EventStore<PurseEvent> {
  const { checkpoints } = store
  const update: CheckpointStorage['update'] = async (reactor, change) => {
    if (isDying()) throw new Error('the tab died')
    return checkpoints.update(reactor, change)
  }
  return storeWith(store, { checkpoints: { read: (reactor) => checkpoints.read(reactor), update } })
}
