import { formatMoney, largestAmount, parseMoney } from './money.ts'

/**
 * Returns the amount in a field in cents.
 *
 * @throws an `Error` for the user if the amount is invalid; the field then has the focus
 */
export function amountIn(field: HTMLInputElement, { otherwise }: { otherwise: string }): number {
  const cents = parseMoney(field.value)
  if (cents !== undefined && cents <= largestAmount) return cents
  field.focus()
  throw new Error(cents === undefined ? otherwise : `The largest amount at a time is ${formatMoney(largestAmount)}.`)
}
