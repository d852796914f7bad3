import { verifyLog } from 'rewindable'
import { expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { upTo } from '../projection/telling-projections.ts'
import { burst, mixedLog, streamPagesOf, untilStreamsPacked } from '../storage/mixed-log.ts'

test('verifyLog keeps pages of streams that are packed during the check', async () => {
  const { name, store } = await mixedLog()
  // The check reads 500 commits at a time, and ends with these commits.
  for (const amount of upTo(600)) await store.append('single', moneyDeposited(amount))
  await burst(store, 1_000, 50, 2_601)
  await untilStreamsPacked(name, 3_600)
  const pages = await streamPagesOf(name)
  // As if the later events were appended and packed after the check had read the end of the log.
  store.lastPosition = async () => 2_000
  const report = await verifyLog(store)
  expect(report.soundUntil).toBeLessThan(2_600)
  expect(report).not.toHaveProperty('pagesDropped')
  expect(await streamPagesOf(name)).toEqual(pages)
})
