import { importJsonl, replaceFromJsonl } from 'rewindable'
import { RemoteProjection } from 'rewindable/worker'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { fileOf, newLogs, oldLog, sum } from './two-tabs.ts'

describe.each(newLogs)('a replacement by %s', (_, amounts, sameIds) => {
  test('a projection in a worker shows the new log after a replacement', async () => {
    const name = newName()
    const store = await inIndexedDB<BankEvent>(name)
    await importJsonl(store, await fileOf(oldLog, oldLog.length))
    const url = new URL('../worker/projections.worker.ts', import.meta.url)
    const worker = new Worker(url, { type: 'module', name })
    onTestFinished(() => worker.terminate())
    const remote = new RemoteProjection(worker, balance)
    await eventually(() => expect([remote.position, remote.state, remote.status]).toEqual([10, 10, 'live']))
    await replaceFromJsonl(store, await fileOf(amounts, sameIds), { allowEmpty: true })
    const end = amounts.length
    await eventually(() => expect([remote.position, remote.state, remote.status]).toEqual([end, sum(amounts), 'live']))
    await store.append('account:2', moneyDeposited(7))
    await eventually(() => expect([remote.position, remote.state]).toEqual([end + 1, sum(amounts) + 7]))
  })
})
