import { amountIn } from './amount-field.ts'
import type { Bank } from './bank.ts'
import { find } from './element.ts'
import { messageOf } from './form-message.ts'
import { formatMoney } from './money.ts'

/** The form that opens accounts. */
export function openingForm(form: HTMLFormElement, bank: Bank, inWords: (error: unknown) => string): void {
  const owner = find('[name=owner]', HTMLInputElement, form)
  const balance = find('[name=balance]', HTMLInputElement, form)
  const message = messageOf(form, inWords)

  async function open(): Promise<string> {
    const name = owner.value.trim()
    if (name === '') {
      owner.focus()
      throw new Error('Whose account is it? Write a name.')
    }
    const otherwise = 'Write the first balance in euros, such as 100 or 12.50, or leave it empty.'
    const cents = balance.value.trim() === '' ? 0 : amountIn(balance, { otherwise })
    await bank.openAccount(name, cents)
    owner.value = ''
    balance.value = ''
    return `${name} has an account now, with ${formatMoney(cents)}.`
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void message.during(open)
  })
}
