import type { EventStore } from 'rewindable'
import { defineDecider, handleCommand } from 'rewindable/model'

export type PurseEvent =
  | { readonly type: 'MoneyPutIn'; readonly data: { readonly amount: number } }
  | { readonly type: 'MoneySpent'; readonly data: { readonly amount: number } }

export type PurseCommand =
  | { readonly type: 'PutIn'; readonly amounts: readonly number[] }
  | { readonly type: 'Spend'; readonly amount: number }

/** The state of a purse: the data that the rule of the purse needs. */
export type Purse = { money: number }

export const moneyPutIn = (amount: number): PurseEvent => ({ type: 'MoneyPutIn', data: { amount } })
export const moneySpent = (amount: number): PurseEvent => ({ type: 'MoneySpent', data: { amount } })
export const putIn = (...amounts: number[]): PurseCommand => ({ type: 'PutIn', amounts })
export const spend = (amount: number): PurseCommand => ({ type: 'Spend', amount })

export class NotEnough extends Error {
  readonly money: number
  readonly amount: number

  constructor(money: number, amount: number) {
    super(`There are ${money} in the purse, too few for ${amount}.`)
    this.money = money
    this.amount = amount
  }
}

/** A purse. One command can put in several amounts. The purse rejects spending more than it holds. */
export const purse = defineDecider<Purse, PurseCommand, PurseEvent>({
  name: 'purse',
  initialState: () => ({ money: 0 }),
  when: {
    MoneyPutIn: (purse, { data }) => {
      purse.money += data.amount
    },
    MoneySpent: (purse, { data }) => {
      purse.money -= data.amount
    },
  },
  decide: (command, { money }) => {
    if (command.type === 'PutIn') return command.amounts.map(moneyPutIn)
    if (command.amount === 0) return
    if (command.amount > money) throw new NotEnough(money, command.amount)
    return moneySpent(command.amount)
  },
})

/** Returns the purse, and a list of the money that each decision was based on. */
export function notingPurse(): { noted: number[]; notingPurse: typeof purse } {
  const noted: number[] = []
  const decide: typeof purse.decide = (command, state, context) => {
    noted.push(state.money)
    return purse.decide(command, state, context)
  }
  return { noted, notingPurse: { ...purse, decide } }
}

export async function moneyIn(store: EventStore<PurseEvent>, streamId: string): Promise<number> {
  return (await handleCommand(store, purse, streamId, putIn())).state.money
}
