export { MemoryStorage } from './storage/memory-storage.ts'
export type { ContractCase, OpenStore } from './testing/contract/contract-case.ts'
export { storageContract } from './testing/storage-contract.ts'
