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

/** In cents. Sums of a great many of these are still exact. */
export const largestAmount = 999_999_999_99

/**
 * What a person typed, in cents: `'12'`, `'12.5'`, `'12,50'`, `'1 250'`, `'1,000.50'`, `'1.000,50'`. Anything that could
 * be read two ways, such as `'1,000'`, is undefined.
 */
export function parseMoney(text: string): number | undefined {
  const plain = text.replaceAll('€', '').trim().replaceAll(/\s/g, ' ')
  const match = /^(\d{1,3}(?:([ .,'’])\d{3})(?:\2\d{3})*|\d+)(?:([.,])(\d{1,2}))?$/.exec(plain)
  if (!match) return undefined
  const [, whole = '', thousands, decimal, cents = ''] = match
  const digits = whole.replaceAll(/\D/g, '')
  const couldBeDecimal = thousands === ',' || thousands === '.'
  if (couldBeDecimal && (decimal === thousands || (!decimal && digits.length <= 6))) return undefined
  return Number(digits) * 100 + Number(cents.padEnd(2, '0'))
}
