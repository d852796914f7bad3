export type { StoredEvent } from './events/stored-event.ts'
export { chunksOf } from './log/chunks-of.ts'
export type { DocumentKey, DocumentStorage } from './log/document-storage.ts'
export type {
  Decide,
  EventChunk,
  LogQuestion,
  LogStorage,
  LogView,
  ReadRange,
  StreamChunks,
} from './log/log-storage.ts'
export type { ReplaceableStorage, StagingStorage } from './log/replaceable-storage.ts'
export type { StorageHealth, WithHealth } from './log/storage-status.ts'
export { MemoryStorage } from './storage/memory-storage.ts'
export { TextDocuments } from './storage/text-documents.ts'
export { createEventStore } from './store/create-event-store.ts'
