import { type AccountLine, onItsWay } from './bank-state.ts'
import { colourOf } from './chart/series.ts'
import { element, find } from './element.ts'
import { formatChange, formatMoney } from './money.ts'
import type { Moment } from './time-machine.ts'

/**
 * The table of balances. In the past, the table also shows the change since the displayed moment. In a fork, it shows
 * the difference from the actual bank. Closed and unopened accounts keep their rows.
 */
export function accountsView(root: HTMLElement): (moment: Moment) => void {
  const body = find('tbody', HTMLTableSectionElement, root)
  const total = find('[data-total]', HTMLElement, root)
  const compared = find('[data-compared]', HTMLElement, root)
  const difference = find('[data-total-since]', HTMLElement, root)
  const travelling = find('[data-on-its-way]', HTMLElement, root)

  return (moment) => {
    const { shown, live, isLive, history, fork } = moment
    root.toggleAttribute('data-past', !isLive)
    compared.textContent = fork ? 'Against the log' : 'Since then'
    const accounts = new Map([...live.accounts, ...history.accounts])
    body.replaceChildren(...[...accounts.values()].map((account) => row(account, moment)))
    total.textContent = formatMoney(shown.total)
    difference.textContent = compare(shown.total, live.total, moment)
    const amount = onItsWay(shown)
    travelling.hidden = amount === 0
    travelling.textContent =
      amount > 0
        ? `${formatMoney(amount)} is on its way between two accounts.`
        : `${formatMoney(-amount)} arrived but was never sent.`
  }
}

/** Returns the change since the displayed moment, or the difference between the fork and the bank. */
function compare(shown: number, now: number, { isLive, fork }: Moment): string {
  if (isLive) return ''
  return formatChange(fork ? shown - now : now - shown)
}

function row({ id, owner: name }: AccountLine, moment: Moment): HTMLTableRowElement {
  const { shown, live, history } = moment
  const then = shown.accounts.get(id)
  const swatch = element('span', { class: `swatch series-${colourOf(id, history)}`, 'aria-hidden': 'true' })
  const owner = element('th', { scope: 'row' }, swatch, element('span', { class: 'owner' }, name), ' ')
  owner.append(element('small', {}, `account ${id}`))
  if (!then?.isOpen) {
    const words = then ? 'closed' : 'not opened yet'
    return element('tr', { class: 'absent' }, owner, element('td', {}, words), element('td', { class: 'since' }))
  }
  const difference = compare(then.balance, live.accounts.get(id)?.balance ?? 0, moment)
  return element(
    'tr',
    {},
    owner,
    element('td', {}, formatMoney(then.balance)),
    element('td', { class: 'since' }, difference),
  )
}
