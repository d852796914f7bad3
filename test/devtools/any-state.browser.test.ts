import { defineProjection, openMemoryEventStore } from 'rewindable'
import { scenario } from 'rewindable/testing'
import { expect, test } from 'vitest'
import { copiedText } from './copied-text.ts'
import { insert, openPanel, shows, until } from './element.ts'

type Saved = { readonly type: 'Saved'; readonly data: number }

const circular = (): object => {
  const state: { self?: object } = {}
  state.self = state
  return state
}
const nested = (levels: number): unknown => {
  let state: unknown = 1
  for (let level = 0; level < levels; level += 1) state = { in: state }
  return state
}
const withoutPrototype = (properties: object): object => Object.assign(Object.create(null), properties)

/** Returns a projection whose state is made from the number of the last event. */
const stateOf = (make: (number: number) => unknown) =>
  defineProjection<unknown, Saved>({
    name: 'state',
    initialState: () => make(0),
    when: { Saved: (_, { data }) => make(data) },
  })

async function saved(...numbers: number[]) {
  const store = await openMemoryEventStore<Saved>()
  await store.append(
    'a',
    [...numbers].map((data) => ({ type: 'Saved', data })),
  )
  return store
}

/** Returns the changes and the tree that the element shows after two events. */
async function shownAfterTwo(make: (number: number) => unknown): Promise<{ changes: string[]; tree: string[] }> {
  const element = insert(document.createElement('rewindable-timeline'))
  element.toggleAttribute('open')
  element.store = await saved(1, 2)
  element.projections = [stateOf(make)]
  await shows(element, 2)
  const all = (selector: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])]
  await openPanel(element, 'State')
  const text = ({ innerText }: HTMLElement): string => innerText.replaceAll(/\s+/g, ' ').trim()
  await until(() => expect(all('.changes li:not([hidden])').length).toBeGreaterThan(0))
  return { changes: all('.changes li').map(text), tree: all('[role=treeitem]:not([hidden])').map(text) }
}

test.each<[string, (number: number) => unknown, change: string]>([
  ['a buffer', (n) => new Uint8Array([n, 0]).buffer, 'state ArrayBuffer(2) [1, 0] → ArrayBuffer(2) [2, 0]'],
  ['floats', (n) => new Float32Array([n - 2, NaN]), 'state Float32Array(2) [-1, NaN] → Float32Array(2) [0, NaN]'],
  ['a negative zero', (n) => (n === 1 ? 0 : -0), 'state 0 → -0'],
  ['a boxed value', (n) => Object(n), 'state Object(1) → Object(2)'],
  ['a big integer', (n) => ({ id: BigInt(n) }), 'state.id 1n → 2n'],
  ['an invalid date', (n) => new Date(n === 1 ? 0 : NaN), 'state 1970-01-01T00:00:00.000Z → Invalid Date'],
  ['an error', (n) => new TypeError(`no ${n}`), 'state.message "no 1" → "no 2"'],
  ['a regular expression', (n) => new RegExp(`${n}`, 'g'), 'state /1/g → /2/g'],
  ['a map by objects', (n) => new Map([[{ id: 1n }, n]]), 'state.{ "id": 1n } 1 → 2'],
  ['a map by objects without a prototype', (n) => new Map([[withoutPrototype({ id: 1 }), n]]), '"id": 1 }) 1 → 2'],
  ['a set of sets', (n) => new Set([new Set([n])]), 'state.new Set([2]) is new: Set(1)'],
  ['no prototype', (n) => withoutPrototype({ toString: n }), 'state.toString 1 → 2'],
  ['a length', (n) => Object.assign([], { length: n }), 'state.length 1 → 2'],
  ['a part of itself', (n) => Object.assign(circular(), { n }), 'state.n 1 → 2'],
  ['many levels', (n) => ({ deep: nested(3_000), n }), 'state.n 1 → 2'],
])('the element shows the changes in a state with %s', async (_, make, change) => {
  const { changes, tree } = await shownAfterTwo(make)
  expect(changes.join('\n')).toContain(change)
  expect(tree.length).toBeGreaterThan(0)
})

test('the tree marks a change of a value whose key is an object', async () => {
  const { tree } = await shownAfterTwo((n) => new Map([[{ id: 1n }, n]]))
  expect(tree).toContain('{ "id": 1n } 1 2 (changed)')
})

test.each<[string, () => unknown]>([
  ['a null prototype', () => ({ in: withoutPrototype({ a: 1 }) })],
  ['boxed values', () => [1n, new Date(NaN)]],
  ['regular expressions', () => [/a\/"/gi, /b/]],
  ['holes', () => Object.assign([undefined, 1, undefined], { length: 5 })],
])('a state with %s is copied as a test that passes', async (_, make) => {
  const projection = stateOf(make)
  const press = ['[role=treeitem]', '.chosen-value button:last-child']
  const text = await copiedText(await saved(1), { projections: [projection], position: 1, panel: 'State', press })
  const run = new Function('test', 'scenario', 'projection', text)
  run((_: string, work: () => void) => work(), scenario, projection)
})

test.each<[string, () => unknown, code: string]>([
  ['a buffer', () => new Uint8Array([1, 2]).buffer, 'then: new Uint8Array([1, 2]).buffer,'],
  ['floats', () => new Float64Array([-0, NaN]), 'then: new Float64Array([-0, NaN]),'],
  ['a view', () => new DataView(new Uint8Array([7]).buffer), 'then: new DataView(new Uint8Array([7]).buffer),'],
  ['a boxed value', () => Object(-0), 'then: Object(-0),'],
  ['an error', () => new RangeError('no', { cause: 1 }), 'then: new RangeError("no", { "cause": 1 }),'],
  ['a hole', () => Object.assign(['a'], { length: 2 }), 'then: ["a", ,],'],
  ['properties of a list', () => Object.assign(['a'], { b: 1 }), 'then: Object.assign(["a"], { "b": 1 }),'],
  ['a part of itself', circular, 'The state contains itself, so it cannot be written as a test.'],
  ['a blob', () => new Blob(['a']), 'The state contains a Blob, which cannot be written as a test.'],
  ['many levels', () => nested(300), 'A test can show at most 200 levels of a state, and this state has more.'],
])('a state with %s is copied as a JavaScript expression, or rejected with the reason', async (_, make, code) => {
  const press = ['[role=treeitem]', '.chosen-value button:last-child']
  const wish = { projections: [stateOf(make)], position: 1, panel: 'State', press } as const
  expect(await copiedText(await saved(1), wish)).toContain(code)
})
