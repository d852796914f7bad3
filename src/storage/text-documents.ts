import type { DocumentCollection, DocumentKey, DocumentStorage } from '../log/document-storage.ts'
import { cloneOfText, textOfClone } from './clone-text.ts'

/** Stores texts under keys. `get` and `set` are synchronous, and throw the errors that the adapter promises. */
export type TextPlace = {
  /** Returns the text of a key. `null` or `undefined`: the key is missing. */
  readonly get: (key: string) => string | null | undefined
  readonly set: (key: string, text: string) => void
  /**
   * Runs a step while no other tab changes a document, for example in a Web Lock. The default runs the step without a lock, which is
   * correct for one tab.
   */
  readonly exclusively?: <Result>(step: () => Result) => Promise<Result>
}

/**
 * Stores documents in a place that holds only text, such as `localStorage`. All documents of a name share one key. The text keeps JSON
 * values, `Map`, `Set`, `Date`, `bigint` and `undefined`. Storing another value rejects with {@link StorageFailed}.
 */
export class TextDocuments implements DocumentStorage {
  readonly #place: TextPlace

  constructor(place: TextPlace) {
    this.#place = place
  }

  async readLatest(collection: DocumentCollection, name: string, atOrBefore: number = Infinity): Promise<unknown> {
    const documents = this.#read(collection, name)
    const latest = sortedNumbers(documents).findLast((number) => number <= atOrBefore)
    return latest === undefined ? undefined : documents.get(latest)
  }

  async listNumbers(collection: DocumentCollection, name: string): Promise<number[]> {
    return sortedNumbers(this.#read(collection, name))
  }

  async update<Value>(
    collection: DocumentCollection,
    [name, number]: DocumentKey,
    change: (current: unknown) => Value,
  ): Promise<Value> {
    return this.#exclusively(() => {
      const documents = this.#read(collection, name)
      const next = change(documents.get(number))
      this.#place.set(keyOf(collection, name), textOfClone(documents.set(number, next)))
      return next
    })
  }

  async delete(collection: DocumentCollection, name: string, numbers?: readonly number[]): Promise<void> {
    return this.#exclusively(() => {
      const documents = this.#read(collection, name)
      for (const number of numbers ?? [...documents.keys()]) documents.delete(number)
      this.#place.set(keyOf(collection, name), textOfClone(documents))
    })
  }

  async #exclusively<Result>(step: () => Result): Promise<Result> {
    return this.#place.exclusively ? this.#place.exclusively(step) : step()
  }

  #read(collection: DocumentCollection, name: string): Map<number, unknown> {
    const text = this.#place.get(keyOf(collection, name))
    // Unchecked: only this class writes the key.
    return text === null || text === undefined ? new Map() : (cloneOfText(text) as Map<number, unknown>)
  }
}

function keyOf(collection: DocumentCollection, name: string): string {
  return `${collection} ${name}`
}

function sortedNumbers(documents: ReadonlyMap<number, unknown>): number[] {
  return [...documents.keys()].sort((one, other) => one - other)
}
