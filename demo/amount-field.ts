import { formatMoney, largestAmount, parseMoney } from './money.ts'

/**
 * The amount a person wrote into a field, in cents.
 *
 * @throws in words, with the focus on the field, when there is none that can be taken
 */
export function amountIn(field: HTMLInputElement, { otherwise }: { otherwise: string }): number {
  const cents = parseMoney(field.value)
  if (cents !== undefined && cents <= largestAmount) return cents
  field.focus()
  throw new Error(cents === undefined ? otherwise : `The largest amount at a time is ${formatMoney(largestAmount)}.`)
}
