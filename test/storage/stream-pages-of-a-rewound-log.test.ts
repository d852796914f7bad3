import { expect, test } from 'vitest'
import { accountStream, type BankEvent } from '../../examples/bank-account.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB } from '../open-stores.ts'
import { goBackTo } from './interruptible-store.ts'
import { burst, mixedLog, untilStreamsPacked } from './mixed-log.ts'

test('readStream ignores pages that an interrupted pass stored before the log was rewound', async () => {
  const { name, store } = await mixedLog()
  await store.close()
  // The database is as if the tab was killed after it stored the pages, and before it stored the progress.
  await withRawStore(name, 'meta', (meta) => meta.delete('streams'))
  await goBackTo(name, 0)
  const again = await inIndexedDB<BankEvent>(name)
  await burst(again, 2_600, 40, 100_001)
  await untilStreamsPacked(name, 2_600)
  await again.readStream(accountStream('3'))
  const fromPages = await again.readStream(accountStream('7'))
  await withRawStore(name, 'pages', (pages) => pages.clear())
  expect(fromPages).toEqual(await again.readStream(accountStream('7')))
})
