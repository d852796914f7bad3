/** A person with an account in the sample activity. Money is in cents. */
export type Person = { readonly id: string; readonly owner: string; balance: number; version: number }

/** The people of the sample activity. Each call returns new accounts. */
export type People = {
  readonly employer: Person
  readonly landlord: Person
  readonly cafe: Person
  readonly employees: readonly Person[]
  /** All people with their initial balances. */
  readonly all: readonly (readonly [person: Person, balance: number])[]
}

export function samplePeople(): People {
  let accounts = 0
  const person = (owner: string): Person => {
    accounts += 1
    return { id: String(accounts), owner, balance: 0, version: 0 }
  }
  const employer = person('Difference Engines')
  const landlord = person('Hilltop Homes')
  const cafe = person('Corner Café')
  const [ada, grace, alan, barbara, edsger] = [
    person('Ada'),
    person('Grace'),
    person('Alan'),
    person('Barbara'),
    person('Edsger'),
  ]
  return {
    employer,
    landlord,
    cafe,
    employees: [ada, grace, alan, barbara, edsger],
    all: [
      [employer, 24_000_00],
      [landlord, 6_000_00],
      [cafe, 1_500_00],
      [ada, 3_200_00],
      [grace, 2_750_00],
      [alan, 1_100_00],
      [barbara, 2_100_00],
      [edsger, 4_000_00],
    ],
  }
}
