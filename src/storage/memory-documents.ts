import { StorageFailed } from '../events/errors.ts'
import type { DocumentCollection, DocumentKey, DocumentStorage } from '../log/document-storage.ts'

/** The documents of a log in memory, by collection, name and number. */
export type Collections = Readonly<Record<DocumentCollection, Map<string, Map<number, unknown>>>>

/** Keeps documents in memory. Like a database, it copies values when they are stored and when they are read. */
export class MemoryDocuments implements DocumentStorage {
  readonly #collections: Collections
  readonly #assertOpen: () => void

  constructor(collections: Collections, assertOpen: () => void) {
    this.#collections = collections
    this.#assertOpen = assertOpen
  }

  async readLatest(collection: DocumentCollection, name: string, atOrBefore: number = Infinity): Promise<unknown> {
    const documents = this.#named(collection, name)
    const latest = numbersIn(documents).findLast((number) => number <= atOrBefore)
    return latest === undefined ? undefined : structuredClone(documents.get(latest))
  }

  async listNumbers(collection: DocumentCollection, name: string): Promise<number[]> {
    return numbersIn(this.#named(collection, name))
  }

  async update<Value>(
    collection: DocumentCollection,
    [name, number]: DocumentKey,
    change: (current: unknown) => Value,
  ): Promise<Value> {
    const documents = this.#named(collection, name)
    const next = change(structuredClone(documents.get(number)))
    documents.set(number, stored(next))
    this.#collections[collection].set(name, documents)
    return next
  }

  async delete(collection: DocumentCollection, name: string, numbers?: readonly number[]): Promise<void> {
    const documents = this.#named(collection, name)
    for (const number of numbers ?? [...documents.keys()]) documents.delete(number)
  }

  #named(collection: DocumentCollection, name: string): Map<number, unknown> {
    this.#assertOpen()
    return this.#collections[collection].get(name) ?? new Map()
  }
}

function numbersIn(documents: ReadonlyMap<number, unknown>): number[] {
  return [...documents.keys()].sort((one, other) => one - other)
}

function stored(value: unknown): unknown {
  try {
    return structuredClone(value)
  } catch (cause) {
    throw new StorageFailed({ cause })
  }
}
