import type { ConnectionStatus, StorageStatus } from '../../log/storage-status.ts'
import { assertSame } from '../assertions.ts'
import { type CaseBody, deposited } from './contract-case.ts'

const persistences: readonly StorageStatus['persistence'][] = ['persisted', 'best effort', 'not kept', 'unknown']
const privateModes: readonly StorageStatus['privateMode'][] = ['likely', 'unknown']
const histories: readonly StorageStatus['history'][] = ['first visit', 'known', 'evicted', 'unknown']

/** Cases of the contract about the storage status. */
export const healthContract: Record<string, CaseBody> = {
  'the storage status is open without an error, and closed after close': async ({ open }) => {
    const store = await open()
    await store.append('s', deposited(1))
    const {
      connection,
      lastError,
      persistence,
      privateMode,
      history,
      usage = 0,
      quota = 0,
    } = await store.storageStatus()
    assertSame([connection, lastError === undefined], ['open', true])
    assertSame([persistences.includes(persistence), privateModes.includes(privateMode)], [true, true])
    assertSame([histories.includes(history), usage >= 0, quota >= 0], [true, true, true])
    await store.close()
    assertSame((await store.storageStatus()).connection, 'closed')
  },

  'close notifies a storage listener once for each subscription that still exists': async ({ open }) => {
    const store = await open()
    const heard: ConnectionStatus[] = []
    const undone: ConnectionStatus[] = []
    const listener = (status: ConnectionStatus): void => void heard.push(status)
    const undo = store.onStorageChange((status) => undone.push(status))
    const undoOnce = store.onStorageChange(listener)
    store.onStorageChange(listener)
    undo()
    undo()
    undoOnce()
    await store.close()
    await store.close()
    assertSame(heard, [{ connection: 'closed' }])
    assertSame(undone, [])
  },
}
