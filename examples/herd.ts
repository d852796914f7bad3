import { defineProjection } from 'rewindable'

/** What can happen to a herd of elephpants. */
export type HerdEvent =
  | { readonly type: 'HerdFormed'; readonly data: { readonly name: string } }
  | { readonly type: 'ElephpantAdopted'; readonly data: { readonly breed: string } }
  | { readonly type: 'ElephpantAbandoned'; readonly data: { readonly breed: string } }

/** The stream of one herd: `herdStream('savanna')` is `'herd:savanna'`. */
export const herdStream = (id: string): string => `herd:${id}`

export const herdFormed = (name: string): HerdEvent => ({ type: 'HerdFormed', data: { name } })
export const elephpantAdopted = (breed: string): HerdEvent => ({ type: 'ElephpantAdopted', data: { breed } })
export const elephpantAbandoned = (breed: string): HerdEvent => ({ type: 'ElephpantAbandoned', data: { breed } })

/** How many elephpants of each breed there are, over all herds. */
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
