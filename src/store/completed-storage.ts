import type { DocumentStorage } from '../log/document-storage.ts'
import type {
  Decide,
  Durability,
  EventChunk,
  LogQuestion,
  LogStorage,
  LogView,
  ReadRange,
  StreamChunks,
} from '../log/log-storage.ts'
import {
  type CompleteStorage,
  isReplaceable,
  type ReplaceableStorage,
  type StagingStorage,
} from '../log/replaceable-storage.ts'
import { BasicHealth } from '../log/storage-health.ts'
import type { StorageHealth, WithHealth } from '../log/storage-status.ts'
import { CollectedImport } from './collected-import.ts'

/** Returns the storage with a default for each optional interface that it does not implement. */
export function completed(storage: LogStorage): CompleteStorage {
  return isReplaceable(storage) && hasHealth(storage) ? storage : new CompletedStorage(storage)
}

/** Adds defaults to a storage. */
class CompletedStorage implements CompleteStorage, ReplaceableStorage {
  readonly logId: string
  readonly documents: DocumentStorage
  readonly health: StorageHealth
  readonly #storage: LogStorage
  readonly #replaceable: ReplaceableStorage | undefined
  readonly #ownHealth: BasicHealth | undefined

  constructor(storage: LogStorage) {
    this.#storage = storage
    this.logId = storage.logId
    this.documents = storage.documents
    this.#replaceable = isReplaceable(storage) ? storage : undefined
    this.#ownHealth = hasHealth(storage) ? undefined : new BasicHealth()
    this.health = hasHealth(storage) ? storage.health : (this.#ownHealth ?? new BasicHealth())
  }

  /** Whether the storage can replace its log. */
  get canReplace(): boolean {
    return this.#replaceable !== undefined
  }

  get historyId(): string {
    return this.#replaceable?.historyId ?? this.logId
  }

  async restoredEvents(): Promise<number> {
    return this.#replaceable?.restoredEvents() ?? 0
  }

  async openStaging(): Promise<StagingStorage> {
    return this.#replaceable?.openStaging() ?? new CollectedImport(this.#storage)
  }

  append(question: LogQuestion, decide: Decide, durability: Durability): Promise<void> {
    return this.#storage.append(question, decide, durability)
  }

  view(question: LogQuestion): Promise<LogView> {
    return this.#storage.view(question)
  }

  read(range: ReadRange): Promise<readonly EventChunk[]> {
    return this.#storage.read(range)
  }

  readStream(streamId: string, range: ReadRange): Promise<StreamChunks> {
    return this.#storage.readStream(streamId, range)
  }

  async close(): Promise<void> {
    await this.#storage.close()
    this.#ownHealth?.close()
  }
}

function hasHealth(storage: LogStorage): storage is LogStorage & WithHealth {
  return 'health' in storage
}
