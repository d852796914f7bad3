import { defineProjection } from 'rewindable'
import 'rewindable/devtools'
import type { RewindableTimeline } from 'rewindable/devtools'
import { expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { insert, openBank, openPanel, shows, text, until } from './element.ts'

/** Throws at deposits of more than 1,000. */
const sum = defineProjection<number, BankEvent>({
  name: 'sum',
  initialState: () => 0,
  when: {
    MoneyDeposited: (sum, { data }) => {
      if (data.amount > 1_000) throw new Error('too much money')
      return sum + data.amount
    },
  },
})

const treeOf = (element: RewindableTimeline): string =>
  element.shadowRoot?.querySelector<HTMLElement>('[role=treeitem]')?.innerText.replaceAll(/\s+/g, ' ').trim() ?? ''

const events = (element: RewindableTimeline): number =>
  element.shadowRoot?.querySelectorAll('.events .row:not([hidden])').length ?? 0

test('after a handler throws, the element shows the error and the last good state, and can seek back', async () => {
  const store = await openBank()
  const element = document.createElement('rewindable-timeline')
  element.toggleAttribute('open')
  element.store = store
  element.projections = [sum]
  insert(element)
  await shows(element, 3)
  await until(() => expect(events(element)).toBe(3))
  await store.append('account:1', [moneyDeposited(1), moneyDeposited(2_000), moneyDeposited(5)])
  await until(() => expect(text(element, '.banner')).toContain('too much money'))
  const before = element.timeline?.getSnapshot()
  expect(before).toMatchObject({ position: 4, state: [101], error: { code: 'ProjectionFailed', position: 5 } })
  await until(() => expect(text(element, '.place')).toContain(`Event ${before?.position} of 6`))
  expect(text(element, '.banner strong')).toBe('Could not be shown')
  await until(() => expect(events(element)).toBe(6))
  await openPanel(element, 'State')
  await until(() => expect(treeOf(element)).toBe('sum 100 101 (changed)'))
  await element.timeline?.seek(2)
  await until(() => expect(text(element, '.banner strong')).toBe('Viewing the past'))
  expect(text(element, '.banner')).not.toContain('too much money')
  expect(element.timeline?.getSnapshot()).toMatchObject({ position: 2, state: [100], error: undefined })
})

test('the element does not show an event as loading if no handler can apply it', async () => {
  const store = await openBank()
  const element = insert(document.createElement('rewindable-timeline'))
  element.projections = [{ ...sum, when: { AccountOpened: fail } }]
  element.store = store
  await until(() => expect(text(element, '.banner')).toContain('no account'))
  await until(() => expect(text(element, '.place')).not.toContain('oading event'))
  expect(await element.timeline?.seek(0)).toBe(true)
  await until(() => expect(text(element, '.banner strong')).toBe('Viewing the past'))
})

function fail(): never {
  throw new Error('no account')
}
