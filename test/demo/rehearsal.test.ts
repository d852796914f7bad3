import { exportJsonl, openMemoryEventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rehearseImport } from '../../demo/rehearsal.ts'
import { accountOpened, accountStream, type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'

type Written = { readonly streamId: string; readonly type: string; readonly data: unknown }

const ada = { owner: 'Ada', balance: 100 }
const opened = { streamId: 'account:1', type: 'AccountOpened', data: ada }
const foreign = 'This file is not a log of this bank.'

describe('the check of an import file', () => {
  test('the import check accepts a log of this bank', async () => {
    const store = await openMemoryEventStore<BankEvent>()
    await store.append(accountStream('1'), [accountOpened('Ada', 100), moneyDeposited(5, 'Thanks')])
    const file = await new Response(exportJsonl(store)).blob()
    await expect(rehearseImport(file)).resolves.toBeUndefined()
  })

  test('the import check reports an empty file', async () => {
    await expect(rehearseImport(new Blob([]))).rejects.toThrow('The file is empty.')
  })

  test('the import check rejects a picture', async () => {
    const jpeg = new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16])])
    await expect(rehearseImport(jpeg)).rejects.toThrow(foreign)
  })

  test.each<[string, readonly Written[]]>([
    ['another application', [{ streamId: 'herd:1', type: 'HerdFormed', data: { name: 'Amboseli' } }]],
    ['another bank with the same event types', [{ streamId: '1', type: 'AccountOpened', data: ada }]],
    ['accounts without an opening event', [{ streamId: 'account:1', type: 'MoneyDeposited', data: { amount: 5 } }]],
    ['amounts that are not numbers', [{ streamId: 'account:1', type: 'AccountOpened', data: { owner: 'Ada' } }]],
    ['accounts without an owner', [{ streamId: 'account:1', type: 'AccountOpened', data: { balance: 5 } }]],
    [
      'notes that are not text',
      [opened, { streamId: 'account:1', type: 'MoneyDeposited', data: { amount: 5, note: {} } }],
    ],
  ])('the import check rejects a log of %s', async (_, events) => {
    await expect(rehearseImport(log(events))).rejects.toThrow(foreign)
  })

  test('the import check reports the number of the damaged line in a log', async () => {
    const file = new Blob([log([opened]), '{"id": "e-2", "stre'])
    await expect(rehearseImport(file)).rejects.toThrow(/^Line 2: .*Nothing was imported/)
  })
})

function log(events: readonly Written[]): Blob {
  const lines = events.map((event, index) => {
    const place = { id: `e-${index + 1}`, streamVersion: index + 1, globalPosition: index + 1, recordedAt: 1 }
    return `${JSON.stringify({ ...place, ...event, metadata: {} })}\n`
  })
  return new Blob(lines)
}
