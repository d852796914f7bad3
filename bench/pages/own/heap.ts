import { Projection } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { chanceFrom } from '../chance.ts'
import { ExpectedBalances } from '../generated-bank.ts'
import { heapSize } from '../heap-size.ts'
import type { Work } from '../works/work.ts'
import { type AccountState, checkAllAccounts } from './account-state.ts'
import { bankStore, reopenedBankStore } from './bank-store.ts'
import { checkSamples, sampleOf } from './seeking-accounts.ts'

let turns = 0

/** Measures the heap of one state. @returns bytes */
export function heapOfState<State>({ definition, reading, bankOf }: AccountState<State>): Work<undefined> {
  return {
    prepare: async (_, size) => void (await bankStore(size)),
    async turn(_, size) {
      const store = await reopenedBankStore(size)
      const before = await heapInUse()
      const projection = new Projection(store, definition)
      await projection.catchUp()
      const grown = (await heapInUse()) - before
      const expected = new ExpectedBalances(bankOf(size))
      expected.moveTo(size)
      checkAllAccounts(reading, projection.state, expected)
      return grown
    },
  }
}

/** Measures the growth of the heap after seeks of a new timeline. @returns bytes */
export function heapAfterSeeks<State>(accounts: AccountState<State>): Work<undefined> {
  return {
    prepare: async (_, size) => void (await bankStore(size)),
    async turn(_, size, seeks) {
      const store = await reopenedBankStore(size)
      const before = await heapInUse()
      const timeline = new Timeline(store, accounts.definition)
      await timeline.prepared()
      const chance = chanceFrom(++turns)
      for (let index = 0; index < seeks; index++) await timeline.seek(Math.floor(chance() * size) + 1)
      const grown = (await heapInUse()) - before
      checkSamples([sampleOf(timeline, accounts, size)], accounts.bankOf(size))
      timeline.stop()
      return grown
    },
  }
}

/** Returns the size of the heap without garbage. */
async function heapInUse(): Promise<number> {
  if (!window.gc) throw new Error('Expected Chromium with --js-flags=--expose-gc')
  // Finalizers and weak references need more than one collection, in separate tasks.
  for (let collections = 0; collections < 3; collections++) {
    window.gc()
    await new Promise((wake) => setTimeout(wake, 20))
  }
  return heapSize()
}
