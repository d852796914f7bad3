import { describe, expect, test } from 'vitest'
import { timeTicks } from '../../demo/chart/axis.ts'
import { rehearseImport } from '../../demo/rehearsal.ts'
import { rejectionOf } from '../async-results.ts'
import { attackingFile, foreignLines } from './attacks.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('files for the bank')

/** A file of one account, and of one event that the page could not show. */
function bankWith(type: string, data: object): Blob {
  const place = { streamId: 'account:1', recordedAt: 1, metadata: {} }
  const opened = { type: 'AccountOpened', data: { owner: 'Ada', balance: 10 } }
  const lines = [
    { id: '1', ...place, streamVersion: 1, globalPosition: 1, ...opened },
    { id: '2', ...place, streamVersion: 2, globalPosition: 2, type, data },
  ]
  return new Blob([lines.map((line) => JSON.stringify(line)).join('\n')])
}

describe('the bank', () => {
  test.each<[what: string, type: string, data: object]>([
    ['money to somebody who is no text', 'TransferSent', { amount: 1, to: { toString: 1 } }],
    ['money to nobody', 'TransferSent', { amount: 1 }],
    ['money from a list', 'TransferReceived', { amount: 1, from: ['2'] }],
    ['money returned to more than can be shown', 'TransferReturned', { amount: 1, from: 'x'.repeat(100_000) }],
    ['a note that is no text', 'MoneyDeposited', { amount: 1, note: { innerHTML: '<b>' } }],
    ['a note that is a book', 'MoneyDeposited', { amount: 1, note: 'x'.repeat(100_000) }],
    ['an amount that is text', 'MoneyDeposited', { amount: '1' }],
    ['an amount that is no amount', 'MoneyDeposited', { amount: 1e300 }],
    ['half a cent', 'MoneyDeposited', { amount: 0.5 }],
    ['no data', 'MoneyDeposited', []],
    ['an event that objects inherit', '__proto__', {}],
  ])('takes no file with %s', async (_, type, data) => {
    expect(await rejectionOf(rehearseImport(bankWith(type, data)))).toMatchObject({
      message: 'This file is not a log of this bank.',
    })
    tried()
  })

  test('takes no event of another application, and every text that an event of its own may have', async () => {
    for (const line of foreignLines) {
      await rejectionOf(rehearseImport(new Blob([line])))
      tried()
    }
    await rehearseImport(new Blob([attackingFile()]))
    tried(attackingFile().split('\n').length - 1)
  })
})

test('a chart from the first moment to the last has as many marks as were wished for', () => {
  const ticks = timeTicks(0, 8.64e15, 6)
  expect(ticks.length).toBe(6)
  expect(ticks.every(({ time }) => time <= 8.64e15)).toBe(true)
  tried()
})
