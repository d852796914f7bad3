import type { Timeline } from 'rewindable/time-travel'
import { accountStream, type BankEvent } from '../../../examples/bank-events.ts'
import { chanceFrom } from '../chance.ts'
import { check } from '../check.ts'
import { ExpectedBalances, type GeneratedBank } from '../generated-bank.ts'
import { percentile } from '../timed.ts'
import type { Work } from '../works/work.ts'
import type { AccountState } from './account-state.ts'
import { bankTimeline } from './bank-timeline.ts'

const longestStep = 3
const sampledAccounts = 50
// After this time, the turn ends and the seeks so far count.
const longestTurn = 15_000

let turns = 0

/** Seeks random positions of the whole log. @returns the 95th percentile */
export function seekAnywhere<State>(accounts: AccountState<State>): Work<undefined> {
  return {
    prepare: async (_, size) => void (await bankTimeline(accounts, size)),
    async turn(_, size, seeks) {
      const chance = chanceFrom(++turns)
      return percentile(await seek(accounts, size, seeks, () => Math.floor(chance() * size) + 1), 0.95)
    },
  }
}

/** Seeks positions a few events apart, first forward and then back. @returns the 95th percentile */
export function seekNearby<State>(accounts: AccountState<State>): Work<undefined> {
  return {
    prepare: async (_, size) => void (await bankTimeline(accounts, size)),
    async turn(_, size, seeks) {
      const chance = chanceFrom(++turns)
      const farthest = (seeks / 2) * longestStep
      let position = Math.floor((size - 2 * farthest) * chance()) + farthest
      let moves = 0
      const took = await seek(accounts, size, seeks, () => {
        position += (moves++ < seeks / 2 ? 1 : -1) * (Math.floor(chance() * longestStep) + 1)
        return position
      })
      return percentile(took, 0.95)
    },
  }
}

/** The accounts that an event changed, and others of the whole list. */
type Sample = { readonly position: number; readonly balances: ReadonlyMap<number, number | undefined> }

async function seek<State>(
  accounts: AccountState<State>,
  size: number,
  seeks: number,
  nextPosition: () => number,
): Promise<number[]> {
  const timeline = await bankTimeline(accounts, size)
  const samples: Sample[] = []
  const times: number[] = []
  const end = performance.now() + longestTurn
  while (times.length < seeks && performance.now() < end) {
    const position = nextPosition()
    const start = performance.now()
    await timeline.seek(position)
    times.push(performance.now() - start)
    samples.push(sampleOf(timeline, accounts, size))
    check('position', samples.at(-1)?.position, position)
  }
  checkSamples(samples, accounts.bankOf(size))
  return times
}

/** Reads the accounts of the events before the position, and some more. */
export function sampleOf<State>(
  timeline: Timeline<State, BankEvent>,
  { reading, bankOf }: AccountState<State>,
  size: number,
): Sample {
  const bank = bankOf(size)
  const { state, position } = timeline.getSnapshot()
  const recent = Array.from({ length: Math.min(position, sampledAccounts) }, (_, back) =>
    bank.accountAt(position - 1 - back),
  )
  const others = Array.from({ length: sampledAccounts }, (_, index) =>
    Math.floor((index / sampledAccounts) * bank.accounts),
  )
  const balanceOf = (account: number) => reading.account(state, accountStream(String(account)))?.balance
  return { position, balances: new Map([...recent, ...others].map((account) => [account, balanceOf(account)])) }
}

/** @throws if a sampled balance is wrong */
export function checkSamples(samples: readonly Sample[], bank: GeneratedBank): void {
  const expected = new ExpectedBalances(bank)
  for (const { position, balances } of samples.toSorted((one, other) => one.position - other.position)) {
    expected.moveTo(position)
    for (const [account, balance] of balances) {
      const wanted = account < expected.size ? expected.of(account) : undefined
      check(`balance of account ${account} at ${position}`, balance, wanted)
    }
  }
}
