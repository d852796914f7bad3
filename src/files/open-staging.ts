import { NotSupported } from '../events/errors.ts'
import { type CompleteStorage, isReplaceable, type StagingStorage } from '../log/replaceable-storage.ts'
import { IndexedDBStorage } from '../storage/indexeddb/indexeddb-storage.ts'
import { Staging } from '../storage/indexeddb/staging.ts'

/**
 * Opens the staging area of a storage for one import. For IndexedDB, staging is not a method of the storage, so that applications without
 * imports do not download its code.
 */
export async function openStaging(storage: CompleteStorage): Promise<StagingStorage> {
  if (storage instanceof IndexedDBStorage) return new Staging(storage.connection, storage.logId, storage.pages)
  if (isReplaceable(storage)) return storage.openStaging()
  throw new NotSupported({ operation: 'importJsonl', missing: 'ReplaceableStorage' })
}
