const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })
const shortEuros = new Intl.NumberFormat('en-IE', {
  style: 'currency',
  currency: 'EUR',
  notation: 'compact',
  maximumFractionDigits: 1,
})
const signedEuros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR', signDisplay: 'exceptZero' })

/** Formats cents: `formatMoney(123456)` is `'€1,234.56'`. */
export const formatMoney = (cents: number): string => euros.format(cents / 100)

/** Formats cents for an axis: `'€12.5K'`. */
export const formatShortMoney = (cents: number): string => shortEuros.format(cents / 100)

/** Formats cents with a sign: `'+€12.00'`. The minus sign is as wide as the plus sign. */
export const formatChange = (cents: number): string => signedEuros.format(cents / 100).replace('-', '−')

/** In cents. Sums of very many amounts up to this limit are still exact integers. */
export const largestAmount = 999_999_999_99

/**
 * Parses an amount into cents: `'12'`, `'12.5'`, `'12,50'`, `'1 250'`, `'1,000.50'`, `'1.000,50'`. Returns `undefined`
 * for an ambiguous amount such as `'1,000'`.
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
