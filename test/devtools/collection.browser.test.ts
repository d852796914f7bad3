import { openMemoryEventStore } from 'rewindable'
import { scenario } from 'rewindable/testing'
import { expect, test } from 'vitest'
import { accounts } from '../../examples/account-rows.ts'
import { accountOpened, type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { copiedText } from './copied-text.ts'
import { insert, openPanel, shows, until } from './element.ts'

async function openAccounts() {
  const store = await openMemoryEventStore<BankEvent>()
  await store.append('account:1', accountOpened('Ann', 100))
  await store.append('account:2', accountOpened('Bob', 5))
  await store.append('account:1', moneyDeposited(20))
  return store
}

async function shownAccounts() {
  const store = await openAccounts()
  const element = insert(document.createElement('rewindable-timeline'))
  element.toggleAttribute('open')
  element.store = store
  element.projections = [accounts]
  await shows(element, 3)
  await openPanel(element, 'State')
  const all = (selector: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])]
  await until(() => expect(all('.changes li:not([hidden])').length).toBeGreaterThan(0))
  return { all, text: ({ innerText }: HTMLElement): string => innerText.replaceAll(/\s+/g, ' ').trim() }
}

test('the timeline shows the rows of a collection as a map, and marks the changed row', async () => {
  const { all, text } = await shownAccounts()
  expect(all('.changes li').map(text)).toEqual(['accounts.account:1.balance 100 → 120'])
  const rows = all('[role=treeitem]:not([hidden])')
  expect(rows.map(text)).toEqual([
    'accounts (changed inside)',
    'account:1 (changed inside)',
    'owner "Ann"',
    'balance 100 120 (changed)',
    'account:2',
    'owner "Bob"',
    'balance 5',
  ])
})

test('the copied test of a collection expects its rows, and passes', async () => {
  const press = ['[role=treeitem]', '.chosen-value button:last-child']
  const text = await copiedText(await openAccounts(), { projections: [accounts], position: 3, panel: 'State', press })
  expect(text).toContain('["account:1", { "owner": "Ann", "balance": 120 }]')
  const run = (code: string): void =>
    new Function('test', 'scenario', 'projection', code)((_: string, run: () => void) => run(), scenario, accounts)
  run(text)
  expect(() => run(text.replace('120', '121'))).toThrow('The state differs from the expected one')
})
