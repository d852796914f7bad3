import { defineProjection, type EventStore } from 'rewindable'
import { scenario } from 'rewindable/testing'
import { expect, test } from 'vitest'
import { accountOpened, type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import type { ShownProjection } from '../derived-types.ts'
import { inMemory, newName } from '../open-stores.ts'
import { copiedText } from './copied-text.ts'

/** Copies the state of the only projection as a test. */
async function copied(store: EventStore<BankEvent>, projection: ShownProjection): Promise<string> {
  const press = ['[role=treeitem]', '.chosen-value button:last-child']
  return copiedText(store, { projections: [projection], position: 2, panel: 'State', press })
}

/** Runs the copied test. */
function run(text: string, projection: ShownProjection): void {
  new Function('test', 'scenario', 'projection', text)((_: string, run: () => void) => run(), scenario, projection)
}

async function bank(): Promise<EventStore<BankEvent>> {
  const store = await inMemory<BankEvent>(newName())
  await store.append('account:1', [accountOpened('Ada', 50), moneyDeposited(100)])
  return store
}

test('the code of a copied state evaluates to an equal state', async () => {
  const projection = defineProjection<unknown, BankEvent>({
    name: 'all kinds',
    initialState: () => 0,
    when: {
      MoneyDeposited: (_, { data }) => ({
        map: new Map([['a', { ['__proto__']: data.amount }]]),
        set: new Set([1, 'two']),
        numbers: [-0, NaN, Infinity, 12n, new Date(5)],
        nothing: [null, undefined, [], {}, ''],
        'a "key"': 'a\nline',
      }),
    },
  })
  const text = await copied(await bank(), projection)
  expect(text).toContain('"numbers": [-0, NaN, Infinity, 12n, new Date(5)],')
  expect(text).toContain('"map": new Map([["a", { ["__proto__"]: 100 }]]),')
  expect(text).not.toContain('AccountOpened')
  run(text, projection)
  expect(() => run(text.replace('-0', '0'), projection)).toThrow('The state differs from the expected one')
})

test('a copied test contains events as appended, unless the state depends on recorded fields', async () => {
  const sum = defineProjection<number, BankEvent>({
    name: 'sum',
    initialState: () => 0,
    when: { MoneyDeposited: (sum, { data }) => sum + data.amount },
  })
  const where = {
    ...sum,
    name: 'where',
    when: { MoneyDeposited: (_: unknown, { streamId }: { streamId: string }) => streamId },
  }
  const [short, whole] = [await copied(await bank(), sum), await copied(await bank(), where)]
  expect(short).toContain('    given: [\n      {"type":"MoneyDeposited","data":{"amount":100}},\n    ],')
  expect(whole).toContain('"streamId":"account:1"')
  run(short, sum)
  run(whole, where)
})
