import { replaceFromJsonl } from 'rewindable'
import 'rewindable/devtools'
import { expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { count, insert, openBank, shows, text } from '../devtools/element.ts'
import { fileOf } from './two-tabs.ts'

test.each([
  ['longer', [10, 20, 30, 40, 77]],
  ['as long', [10, 20, 77]],
  ['shorter', [77]],
])('the event list of the element shows the new log after a replacement by a log that is %s', async (_, amounts) => {
  const element = insert(document.createElement('rewindable-timeline'))
  const store = await openBank()
  element.setAttribute('open', '')
  element.store = store
  element.projections = [count]
  await shows(element, 3)
  const rows = () => text(element, '.panels [role=listbox]')
  await eventually(() => expect(rows()).toContain('MoneyWithdrawn'))
  await replaceFromJsonl(store, await fileOf(amounts))
  await eventually(() => expect(element.timeline?.getSnapshot().position).toBe(amounts.length))
  await eventually(() => expect(rows()).not.toMatch(/MoneyWithdrawn|AccountOpened/))
  await eventually(() => expect(rows()).toContain('MoneyDeposited'))
})
