const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })
const shortEuros = new Intl.NumberFormat('en-IE', {
  style: 'currency',
  currency: 'EUR',
  notation: 'compact',
  maximumFractionDigits: 1,
})
const signedEuros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR', signDisplay: 'exceptZero' })

/** Cents as a person reads them: `formatMoney(123456)` is `'€1,234.56'`. */
export const formatMoney = (cents: number): string => euros.format(cents / 100)

/** For the axis of a chart: `'€12.5K'`. */
export const formatShortMoney = (cents: number): string => shortEuros.format(cents / 100)

/** With its sign: `'+€12.00'`, and a minus as wide as the plus. */
export const formatChange = (cents: number): string => signedEuros.format(cents / 100).replace('-', '−')

/** What a person typed, in cents: `'12'`, `'12.5'`, `'12,50'`, `'1 250'`. Anything that could be read two ways is undefined. */
export function parseMoney(text: string): number | undefined {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.replaceAll(/[\s€]/g, ''))
  if (!match) return undefined
  const [, whole = '', cents = ''] = match
  return Number(whole) * 100 + Number(cents.padEnd(2, '0'))
}
