import { amountIn } from './amount-field.ts'
import type { Bank } from './bank.ts'
import type { AccountLine, BankState } from './bank-state.ts'
import { element, find } from './element.ts'
import { messageOf } from './form-message.ts'
import { formatMoney } from './money.ts'
import type { Moment } from './time-machine.ts'

const kinds = {
  deposit: { button: 'Deposit', account: 'Into', done: 'deposited' },
  withdraw: { button: 'Withdraw', account: 'From', done: 'withdrawn' },
  transfer: { button: 'Transfer', account: 'From', done: 'transferred' },
  close: { button: 'Close the account', account: 'Account', done: 'The account is closed.' },
}

/** One form for deposit, withdrawal, transfer and closing, because these commands need nearly the same fields. */
export function movementForm(
  form: HTMLFormElement,
  bank: Bank,
  inWords: (error: unknown) => string,
): (moment: Moment) => void {
  const account = find('[name=account]', HTMLSelectElement, form)
  const other = find('[name=to]', HTMLSelectElement, form)
  const otherField = find('[data-other]', HTMLElement, form)
  const payment = find('[data-payment]', HTMLElement, form)
  const accountLabel = find('[data-account-label]', HTMLElement, form)
  const amount = find('[name=amount]', HTMLInputElement, form)
  const note = find('[name=note]', HTMLInputElement, form)
  const button = find('button[type=submit]', HTMLButtonElement, form)
  const message = messageOf(form, inWords)
  let known: BankState | undefined
  let open: readonly AccountLine[] = []

  const kind = () => {
    const { value } = find('[name=kind]:checked', HTMLInputElement, form)
    return value === 'withdraw' || value === 'transfer' || value === 'close' ? value : 'deposit'
  }

  function showKind(): void {
    const words = kinds[kind()]
    button.textContent = words.button
    accountLabel.textContent = words.account
    otherField.hidden = kind() !== 'transfer'
    payment.hidden = kind() === 'close'
    message.clear()
  }

  async function act(): Promise<string> {
    if (kind() !== 'close') return move()
    await bank.closeAccount(account.value)
    return kinds.close.done
  }

  async function move(): Promise<string> {
    const cents = amountIn(amount, { otherwise: 'Write the amount in euros, such as 1250 or 12.50.' })
    const words = note.value.trim() || undefined
    if (kind() === 'deposit') await bank.deposit(account.value, cents, words)
    else if (kind() === 'withdraw') await bank.withdraw(account.value, cents, words)
    else await bank.transfer(account.value, other.value, cents, words)
    amount.value = ''
    note.value = ''
    return `${formatMoney(cents)} ${kinds[kind()].done}.`
  }

  function offerAccounts(): void {
    offer(open, account)
    // A transfer needs another account.
    offer(
      open.filter(({ id }) => id !== account.value),
      other,
    )
  }

  find('[data-kinds]', HTMLElement, form).addEventListener('change', showKind)
  account.addEventListener('change', offerAccounts)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void message.during(act)
  })
  showKind()

  return ({ live }) => {
    if (live === known) return
    known = live
    open = [...live.accounts.values()].filter(({ isOpen }) => isOpen)
    offerAccounts()
  }
}

/** Updates the options in place, so that an open list stays open and the chosen account stays chosen. */
function offer(accounts: readonly AccountLine[], select: HTMLSelectElement): void {
  const chosen = accounts.find(({ id }) => id === select.value) ?? accounts[0]
  for (const [index, { id, owner, balance }] of accounts.entries()) {
    const option = select.options[index] ?? select.appendChild(element('option'))
    option.value = id
    option.textContent = `${owner} · ${formatMoney(balance)}`
  }
  select.length = accounts.length
  if (chosen) select.value = chosen.id
}
