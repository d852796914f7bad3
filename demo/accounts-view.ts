import { type AccountLine, onItsWay } from './bank-state.ts'
import { colourOf } from './chart/series.ts'
import { element, find } from './element.ts'
import { formatChange, formatMoney } from './money.ts'
import type { Moment } from './time-machine.ts'

/** The table of balances. In the past it also says what changed since. Accounts that are closed, or not opened yet, keep their place. */
export function accountsView(root: HTMLElement): (moment: Moment) => void {
  const body = find('tbody', HTMLTableSectionElement, root)
  const total = find('[data-total]', HTMLElement, root)
  const since = find('[data-total-since]', HTMLElement, root)
  const travelling = find('[data-on-its-way]', HTMLElement, root)

  return (moment) => {
    const { shown, live, isLive } = moment
    root.toggleAttribute('data-past', !isLive)
    body.replaceChildren(...[...live.accounts.values()].map((now) => row(now, moment)))
    total.textContent = formatMoney(shown.total)
    since.textContent = isLive ? '' : formatChange(live.total - shown.total)
    const amount = onItsWay(shown)
    travelling.hidden = amount === 0
    travelling.textContent = `${formatMoney(amount)} is on its way between two accounts.`
  }
}

function row(now: AccountLine, { shown, live, isLive }: Moment): HTMLTableRowElement {
  const then = shown.accounts.get(now.id)
  const swatch = element('span', { class: `swatch series-${colourOf(now.id, live)}`, 'aria-hidden': 'true' })
  const owner = element('th', { scope: 'row' }, swatch, element('span', { class: 'owner' }, now.owner), ' ')
  owner.append(element('small', {}, `account ${now.id}`))
  if (!then?.isOpen) {
    const words = then ? 'closed' : 'not opened yet'
    return element('tr', { class: 'absent' }, owner, element('td', {}, words), element('td', { class: 'since' }))
  }
  const since = isLive ? '' : formatChange(now.balance - then.balance)
  return element(
    'tr',
    {},
    owner,
    element('td', {}, formatMoney(then.balance)),
    element('td', { class: 'since' }, since),
  )
}
