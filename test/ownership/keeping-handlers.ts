import fc from 'fast-check'
import type { RecordedEvent } from 'rewindable'

/** Event data with lists and objects that a handler may keep and change. */
type Parts = { readonly items: string[]; readonly box: { list: number[]; tags: Record<string, string[]> } }

/** An event of one of three types, all with the same parts. */
export type PartsEvent = { readonly type: 'Kept' | 'Changed' | 'Mixed'; readonly data: Parts }

/** A state that contains parts of events. */
export type Shelf = {
  lists: string[][]
  boxes: Parts['box'][]
  last: { items: string[] } | null
  events: unknown[]
}

/** One operation of a handler on its state and its event. */
type Step = (state: Shelf, event: RecordedEvent<PartsEvent>) => void

const steps: Record<string, Step> = {
  'keep the list': (state, { data }) => {
    state.lists.push(data.items)
  },
  'keep the box': (state, { data }) => {
    state.boxes.push(data.box)
  },
  'keep the data as it is': (state, { data }) => {
    state.last = data
  },
  'keep the whole event': (state, event) => {
    state.events.push(event)
  },
  'add to all lists that were kept': (state) => {
    for (const list of state.lists) list.push('added')
    state.last?.items.push('last')
  },
  'change the boxes that were kept': (state) => {
    for (const box of state.boxes) {
      box.list.reverse()
      box.tags.extra = ['changed']
    }
  },
  'change the event': (_, event) => {
    event.data.items.push('own')
    event.data.box.list.length = 0
    Object.assign(event, { extra: true })
  },
  'remove from the first list': (state) => {
    state.lists[0]?.shift()
  },
  'share one list twice': (state) => {
    const [first] = state.lists
    if (first) state.lists.push(first)
  },
}

/** The operations of the handler for each event type, by name. */
export type Program = Readonly<Record<PartsEvent['type'], readonly string[]>>

const program = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 4 })
export const programs: fc.Arbitrary<Program> = fc.record({ Kept: program, Changed: program, Mixed: program })

const word = fc.constantFrom('a', 'b', 'c')
export const partsEvents: fc.Arbitrary<PartsEvent[]> = fc.array(
  fc.record({
    type: fc.constantFrom<PartsEvent['type'][]>('Kept', 'Changed', 'Mixed'),
    data: fc.record({
      items: fc.array(word, { maxLength: 3 }),
      box: fc.record({
        list: fc.array(fc.nat(9), { maxLength: 3 }),
        tags: fc.dictionary(word, fc.array(word, { maxLength: 2 }), { maxKeys: 2, noNullPrototype: true }),
      }),
    }),
  }),
  { minLength: 1, maxLength: 12 },
)

export const emptyShelf = (): Shelf => ({ lists: [], boxes: [], last: null, events: [] })

/** Runs the handler of an event's type. */
export function run(program: Program, state: Shelf, event: RecordedEvent<PartsEvent>): void {
  const names = program[event.type]
  for (const name of names) steps[name]?.(state, event)
}

/** Returns the handlers of a program as a table. */
export function handlersOf(program: Program) {
  const handler = (state: Shelf, event: RecordedEvent<PartsEvent>): void => run(program, state, event)
  return { Kept: handler, Changed: handler, Mixed: handler }
}

/** Returns the states after 0, 1, 2 … events of a fold in which each handler receives deep copies. */
export function statesOver(program: Program, events: readonly RecordedEvent<PartsEvent>[]): Shelf[] {
  const states = [emptyShelf()]
  for (const event of events) {
    const state = structuredClone(states.at(-1) ?? emptyShelf())
    run(program, state, structuredClone(event))
    states.push(state)
  }
  return states
}
