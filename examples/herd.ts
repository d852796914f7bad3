import { defineProjection } from 'rewindable'
import { defineDecider } from 'rewindable/model'

/** The events of a herd of elephpants. */
export type HerdEvent =
  | { readonly type: 'HerdFormed'; readonly data: { readonly name: string } }
  | { readonly type: 'ElephpantAdopted'; readonly data: { readonly breed: string } }
  | { readonly type: 'ElephpantAbandoned'; readonly data: { readonly breed: string } }

/** The commands of a herd. */
export type HerdCommand =
  | { readonly type: 'FormHerd'; readonly data: { readonly name: string } }
  | { readonly type: 'AdoptElephpant'; readonly data: { readonly breed: string } }
  | { readonly type: 'AbandonElephpant'; readonly data: { readonly breed: string } }

/** The state that the rules of a herd need. It has neither the herd's name nor individual elephpants. */
export type HerdState = { isFormed: boolean; readonly count: Map<string, number> }

/** The stream of one herd: `herdStream('savanna')` is `'herd:savanna'`. */
export const herdStream = (id: string): string => `herd:${id}`

export const herdFormed = (name: string): HerdEvent => ({ type: 'HerdFormed', data: { name } })
export const elephpantAdopted = (breed: string): HerdEvent => ({ type: 'ElephpantAdopted', data: { breed } })
export const elephpantAbandoned = (breed: string): HerdEvent => ({ type: 'ElephpantAbandoned', data: { breed } })

export const formHerd = (name: string): HerdCommand => ({ type: 'FormHerd', data: { name } })
export const adoptElephpant = (breed: string): HerdCommand => ({ type: 'AdoptElephpant', data: { breed } })
export const abandonElephpant = (breed: string): HerdCommand => ({ type: 'AbandonElephpant', data: { breed } })

/** The herd as a decider. `examples/herd-aggregate.ts` contains the same herd as an object. */
export const herd = defineDecider<HerdState, HerdCommand, HerdEvent>({
  name: 'herd',
  initialState: () => ({ isFormed: false, count: new Map() }),
  when: {
    HerdFormed: (herd) => {
      herd.isFormed = true
    },
    ElephpantAdopted: ({ count }, { data }) => {
      count.set(data.breed, (count.get(data.breed) ?? 0) + 1)
    },
    ElephpantAbandoned: ({ count }, { data }) => {
      count.set(data.breed, (count.get(data.breed) ?? 0) - 1)
    },
  },
  decide: ({ type, data }, { isFormed, count }) => {
    if (type === 'FormHerd') {
      if (isFormed) throw new HerdAlreadyFormed()
      return herdFormed(data.name)
    }
    if (!isFormed) throw new HerdNotFormed()
    if (type === 'AdoptElephpant') return elephpantAdopted(data.breed)
    if (!count.get(data.breed)) throw new NoSuchElephpant(data.breed)
    return elephpantAbandoned(data.breed)
  },
})

/** The herd was formed before. */
export class HerdAlreadyFormed extends Error {
  constructor() {
    super('This herd is formed already: adopt elephpants into it, or form another.')
  }
}

/** The herd was not formed yet. */
export class HerdNotFormed extends Error {
  constructor() {
    super('There is no such herd yet: form it first.')
  }
}

/** The herd has no elephpant of this breed. */
export class NoSuchElephpant extends Error {
  readonly breed: string

  constructor(breed: string) {
    super(`The herd has no ${breed} elephpant to abandon.`)
    this.breed = breed
  }
}

/** Counts the elephpants of each breed over all herds. */
export const breeds = defineProjection<Record<string, number>, HerdEvent>({
  name: 'breeds',
  initialState: () => ({}),
  when: {
    ElephpantAdopted: (count, { data }) => {
      count[data.breed] = (count[data.breed] ?? 0) + 1
    },
    ElephpantAbandoned: (count, { data }) => {
      count[data.breed] = (count[data.breed] ?? 0) - 1
    },
  },
})
