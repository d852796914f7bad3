export { chunksOf } from './log/chunks-of.ts'
export type { DocumentCollection, DocumentKey, DocumentStorage } from './log/document-storage.ts'
export type {
  Decide,
  EventChunk,
  LogQuestion,
  LogStorage,
  LogView,
  ReadRange,
  StreamChunks,
  Tail,
} from './log/log-storage.ts'
export type { ReplaceableStorage, StagingStorage } from './log/replaceable-storage.ts'
export type { StorageHealth, WithHealth } from './log/storage-status.ts'
export type { StoredEvent } from './log/stored-event.ts'
export { MemoryStorage } from './storage/memory-storage.ts'
export { TextDocuments, type TextPlace } from './storage/text-documents.ts'
export { createEventStore } from './store/create-event-store.ts'
