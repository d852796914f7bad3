import type { Chance } from './chance.ts'
import type { People, Person } from './people.ts'

/** A payment in the sample activity. */
export type Deed = {
  readonly kind: 'deposit' | 'withdraw' | 'transfer'
  readonly who: Person
  /** The recipient of a transfer. */
  readonly to?: Person
  /** In cents. */
  readonly amount: number
  readonly note: string
}

const months = new Intl.DateTimeFormat('en-GB', { month: 'long' })

/** Returns the payments that are due on a date: salaries, rents and running costs of the businesses. */
export function duties(date: Date, { employer, landlord, cafe, employees }: People, chance: Chance): Deed[] {
  const deeds: Deed[] = []
  const month = months.format(date)
  if (date.getDate() === 1) {
    deeds.push({
      kind: 'deposit',
      who: employer,
      amount: chance.between(10_500_00, 15_500_00),
      note: `Licences, ${month}`,
    })
  }
  if (date.getDate() === 2) {
    for (const [index, who] of employees.entries()) {
      deeds.push({ kind: 'transfer', who, to: landlord, amount: 880_00 + index * 35_00, note: `Rent, ${month}` })
    }
  }
  if (date.getDate() === 27) {
    for (const [index, to] of employees.entries()) {
      const bonus = date.getMonth() === 10 ? 900_00 : 0
      deeds.push({
        kind: 'transfer',
        who: employer,
        to,
        amount: 2_950_00 + index * 210_00 + bonus,
        note: `Salary, ${month}`,
      })
    }
  }
  if (date.getDate() === 12) {
    deeds.push({
      kind: 'withdraw',
      who: landlord,
      amount: chance.between(3_300_00, 4_900_00),
      note: 'Mortgage and repairs',
    })
  }
  if (date.getDay() === 1) {
    deeds.push({ kind: 'withdraw', who: cafe, amount: chance.between(320_00, 620_00), note: 'Beans, milk and flour' })
  }
  if ((date.getMonth() === 6 || date.getMonth() === 7) && date.getDate() % 9 === 0) {
    const who = chance.oneOf(employees)
    deeds.push({ kind: 'withdraw', who, amount: chance.between(900_00, 2_600_00), note: 'Summer holiday' })
  }
  return deeds
}

/** Returns a random payment: coffee, groceries or the cinema. */
export function whim(date: Date, { employer, cafe, employees }: People, chance: Chance): Deed {
  const who = chance.oneOf(employees)
  const luck = chance.number()
  if (luck < 0.42) {
    return {
      kind: 'transfer',
      who,
      to: cafe,
      amount: chance.between(26, 52) * 10,
      note: chance.oneOf(['Flat white', 'Espresso', 'Filter coffee', 'Tea and a scone']),
    }
  }
  if (luck < 0.54) {
    return {
      kind: 'transfer',
      who,
      to: cafe,
      amount: chance.between(880, 1490),
      note: chance.oneOf(['Lunch', 'Soup of the day', 'Sandwich and juice']),
    }
  }
  if (luck < 0.8) {
    const festive = date.getMonth() === 11 ? 2 : 1
    return {
      kind: 'withdraw',
      who,
      amount: chance.between(600, 5400) * festive,
      note: chance.oneOf(['Groceries', 'Bakery', 'Pharmacy', 'Bookshop', 'Market']),
    }
  }
  if (luck < 0.86) return { kind: 'withdraw', who, amount: chance.oneOf([20_00, 50_00, 100_00]), note: 'Cash' }
  if (luck < 0.95) {
    const to = chance.oneOf(employees.filter((friend) => friend !== who))
    return {
      kind: 'transfer',
      who,
      to,
      amount: chance.between(600, 4800),
      note: chance.oneOf(['Cinema', 'Half of dinner', 'Concert ticket', 'Thank you!']),
    }
  }
  return {
    kind: 'deposit',
    who: employer,
    amount: chance.between(40_00, 310_00),
    note: `Invoice ${chance.between(1000, 9999)}`,
  }
}

/** Returns a deposit, which is always possible and is always one event. */
export function cashPaidIn({ employees }: People, chance: Chance): Deed {
  return { kind: 'deposit', who: chance.oneOf(employees), amount: chance.between(5, 60) * 100, note: 'Paid in' }
}

export function affordable({ kind, who, amount }: Deed): boolean {
  return kind === 'deposit' || amount <= who.balance
}
