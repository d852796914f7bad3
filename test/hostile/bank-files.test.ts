import { describe, expect, test } from 'vitest'
import { timeTicks } from '../../demo/chart/axis.ts'
import { rehearseImport } from '../../demo/rehearsal.ts'
import { rejectionOf } from '../async-results.ts'
import { attackingFile, foreignLines } from './attacks.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('files for the bank')

/** A file with one account and one event that the page cannot show. */
function bankWith(type: string, data: object): Blob {
  const place = { streamId: 'account:1', recordedAt: 1, metadata: {} }
  const opened = { type: 'AccountOpened', data: { owner: 'Ada', balance: 10 } }
  const lines = [
    { id: '1', ...place, streamVersion: 1, globalPosition: 1, ...opened },
    { id: '2', ...place, streamVersion: 2, globalPosition: 2, type, data },
  ]
  return new Blob([lines.map((line) => JSON.stringify(line)).join('\n')])
}

describe('files for the bank', () => {
  test.each<[what: string, type: string, data: object]>([
    ['a transfer to a target that is not a string', 'TransferSent', { amount: 1, to: { toString: 1 } }],
    ['a transfer without a target', 'TransferSent', { amount: 1 }],
    ['a transfer from a list', 'TransferReceived', { amount: 1, from: ['2'] }],
    ['a returned transfer with a very long source', 'TransferReturned', { amount: 1, from: 'x'.repeat(100_000) }],
    ['a note that is not a string', 'MoneyDeposited', { amount: 1, note: { innerHTML: '<b>' } }],
    ['a note of 100,000 characters', 'MoneyDeposited', { amount: 1, note: 'x'.repeat(100_000) }],
    ['an amount that is a string', 'MoneyDeposited', { amount: '1' }],
    ['an amount that is too large', 'MoneyDeposited', { amount: 1e300 }],
    ['a fraction of a cent', 'MoneyDeposited', { amount: 0.5 }],
    ['no data', 'MoneyDeposited', []],
    ['an event type that all objects inherit', '__proto__', {}],
  ])('the bank rejects a file with %s', async (_, type, data) => {
    expect(await rejectionOf(rehearseImport(bankWith(type, data)))).toMatchObject({
      message: 'This file is not a log of this bank.',
    })
    tried()
  })

  test('the bank rejects events of other applications, and accepts any text in its own events', async () => {
    for (const line of foreignLines) {
      await rejectionOf(rehearseImport(new Blob([line])))
      tried()
    }
    await rehearseImport(new Blob([attackingFile()]))
    tried(attackingFile().split('\n').length - 1)
  })
})

test('a chart over the whole range of times has the requested number of ticks', () => {
  const ticks = timeTicks(0, 8.64e15, 6)
  expect(ticks.length).toBe(6)
  expect(ticks.every(({ time }) => time <= 8.64e15)).toBe(true)
  tried()
})
