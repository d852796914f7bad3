import { expect, test } from 'vitest'
import { formatChange, formatMoney, largestAmount, parseMoney } from '../../demo/money.ts'

test.each([
  ['12', 1200],
  ['12.5', 1250],
  ['12,50', 1250],
  [' 1 250 ', 125000],
  ['€40', 4000],
  ['0.01', 1],
  ['1,000.50', 100050],
  ['1.000,50', 100050],
  ['1 000,50', 100050],
  ['€ 1 234 567.8', 123456780],
  ['1,000,000', 100000000],
  ['1’000', 100000],
  ['999999999.99', largestAmount],
])('"%s" is a valid amount', (text, cents) => {
  expect(parseMoney(text)).toBe(cents)
})

test.each(['', 'ten', '-5', '1.234', '1,000', '1,000,50', '1,00.50', '12 50', '1,000 000', '1e3', '.5', '12.345'])(
  '"%s" is an invalid or ambiguous amount',
  (text) => {
    expect(parseMoney(text)).toBeUndefined()
  },
)

test('an amount above the limit is parsed as an amount', () => {
  expect(parseMoney('9'.repeat(12))).toBeGreaterThan(largestAmount)
})

test('an amount is shown with a currency, and a change with a currency and a sign', () => {
  expect(formatMoney(123456)).toBe('€1,234.56')
  expect(formatChange(1200)).toBe('+€12.00')
  expect(formatChange(-1200)).toBe('−€12.00')
  expect(formatChange(0)).toBe('€0.00')
})
