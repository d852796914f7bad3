import type { BankEvent } from '../../examples/bank-events.ts'
import { type GeneratedLog, newEvent, type StoredEvent } from './generated-events.ts'
import { UnsupportedLog } from './log.ts'
import { wallClock } from './timed.ts'
import { apply, noTotals, type Totals, type TotalsAt } from './totals.ts'

// The largest size that Chromium stores inside the database.
const pageSize = 200

/**
 * The least code for each task. It has no checks, no index of streams, and no protection against a second writer. So no library
 * can be much faster.
 */
export class LimitLog extends UnsupportedLog {
  readonly #database: IDBDatabase
  readonly #commit: boolean
  readonly #bell: BroadcastChannel
  /** The totals before each page, by the position of its first event. */
  readonly #before = new Map<number, Totals>()

  /** @param how `commit`: call `commit()` instead of waiting for the browser to commit automatically */
  constructor(database: IDBDatabase, { commit }: { readonly commit: boolean }) {
    super()
    this.#database = database
    this.#commit = commit
    this.#bell = new BroadcastChannel(database.name)
  }

  override append(streamId: string, event: BankEvent, version = 0): Promise<unknown> {
    return this.#write('events', newEvent(event, streamId, version + 1))
  }

  override appendBatch(streamId: string, events: readonly BankEvent[], version: number): Promise<unknown> {
    const recorded = events.map((event, index) => newEvent(event, streamId, version + index + 1))
    return this.#write('pages', { text: JSON.stringify(recorded) })
  }

  override async load(log: GeneratedLog, from: number, to: number): Promise<void> {
    let page: StoredEvent[] = []
    for (const events of log.batches(from, to)) {
      for (const event of events) {
        if (page.push(event) < pageSize && event.position < to) continue
        await this.#write('pages', { last: event.position, text: JSON.stringify(page) })
        page = []
      }
    }
  }

  override async totals(): Promise<Totals> {
    const totals = noTotals()
    for (const { text } of await this.#read<Page[]>('pages', (pages) => pages.getAll())) foldText(totals, text)
    for (const event of await this.#read<StoredEvent[]>('events', (events) => events.getAll())) apply(totals, event)
    return totals
  }

  override async keepSnapshot(): Promise<void> {
    const totals = await this.totals()
    await this.#write('states', { position: totals.count, totals })
  }

  override async firstTotals(): Promise<Totals> {
    const { totals, position } = await this.#read<TotalsAt>('states', (states) => states.get(IDBKeyRange.lowerBound(0)))
    const behind = await this.#read<Page[]>('pages', (pages) => pages.getAll(IDBKeyRange.lowerBound(position, true)))
    for (const { text } of behind) foldText(totals, text)
    return totals
  }

  override async prepareSeeking(): Promise<void> {
    const totals = noTotals()
    for (const { text } of await this.#read<Page[]>('pages', (pages) => pages.getAll())) {
      this.#before.set(totals.count + 1, structuredClone(totals))
      foldText(totals, text)
    }
  }

  /** Reads, parses and folds one page onto totals in memory. */
  override async totalsAt(position: number): Promise<Totals> {
    const { text } = await this.#read<Page>('pages', (pages) => pages.get(IDBKeyRange.lowerBound(position)))
    const events: StoredEvent[] = JSON.parse(text)
    const { count, digest, byNote } = this.#before.get(events[0]?.position ?? 0) ?? noTotals()
    const totals = { count, digest, byNote: { ...byNote } }
    for (const event of events) if (event.position <= position) apply(totals, event)
    return totals
  }

  /** The clock starts at the message, after the event was stored. */
  override async appendAndNotify(streamId: string, event: BankEvent): Promise<number> {
    const started = wallClock()
    const position = await this.append(streamId, event)
    const stored = wallClock()
    this.#bell.postMessage(position)
    return this.#commit ? started : stored
  }

  override async follow(onCount: (count: number) => void): Promise<void> {
    const totals = noTotals()
    this.#bell.onmessage = async ({ data }: MessageEvent<number>) => {
      apply(totals, await this.#read<StoredEvent>('events', (events) => events.get(data)))
      onCount(totals.count)
    }
  }

  override async close(): Promise<void> {
    this.#bell.close()
    this.#database.close()
  }

  #read<Result>(storeName: string, ask: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const request = ask(this.#database.transaction(storeName).objectStore(storeName))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  }

  /** @returns the key, after the transaction has completed */
  #write(storeName: string, value: object): Promise<IDBValidKey> {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(storeName, 'readwrite')
      transaction.onabort = () => reject(transaction.error)
      const request = transaction.objectStore(storeName).add(value)
      transaction.oncomplete = () => resolve(request.result)
      if (this.#commit) transaction.commit()
    })
  }
}

type Page = { readonly text: string }

function foldText(totals: Totals, text: string): void {
  const events: BankEvent[] = JSON.parse(text)
  for (const event of events) apply(totals, event)
}

export function openLimit(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('events', { keyPath: 'position', autoIncrement: true })
      request.result.createObjectStore('pages', { keyPath: 'last', autoIncrement: true })
      request.result.createObjectStore('states', { keyPath: 'position' })
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

export function removeLimit(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
  })
}
