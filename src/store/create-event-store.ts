import { type Check, callback, checkOptions, count } from '../log/argument-checks.ts'
import type { DomainEvent, JsonEvent, PlainEvent } from '../log/domain-event.ts'
import { newEventId } from '../log/event-id.ts'
import { EventLog } from '../log/event-log.ts'
import type { EventStore, ReadAllOptions } from '../log/event-store.ts'
import type { ExportOptions, ImportOptions, ImportResult, ImportSource, ReplaceOptions } from '../log/file-options.ts'
import type { LogStorage } from '../log/log-storage.ts'
import type { CompleteStorage } from '../log/replaceable-storage.ts'
import { exportJsonl } from '../transfer/export-jsonl.ts'
import { importJsonl, importOptions, replaceFromJsonl, replaceOptions } from '../transfer/import-jsonl.ts'
import { completed } from './completed-storage.ts'

/** What every event store can be given. */
export type StoreOptions = {
  /** The clock: milliseconds since the Unix epoch. Default `Date.now`. */
  readonly now?: () => number
  /** Makes the ids of events. Default: UUIDs of version 7. */
  readonly newId?: () => string
  /**
   * How often, in milliseconds, followers look at the log even if nothing told them to, for the case that a message between
   * tabs was lost. 0: never. Default 5,000.
   */
  readonly pollInterval?: number
}

/** How they are checked. */
export const storeOptions: Readonly<Record<keyof StoreOptions, Check>> = {
  now: callback,
  newId: callback,
  pollInterval: count,
}

/**
 * An event store over any storage: for an adapter of your own. To check one, run `storageContract` of
 * `rewindable/testing` on it.
 *
 * @throws {@link InvalidArgument} an option is not what it should be
 * @example
 * ```ts
 * const store = createEventStore<BankEvent>(new MemoryStorage('a log in memory'))
 * ```
 */
export function createEventStore<E extends PlainEvent<E> = JsonEvent>(
  storage: LogStorage,
  options: StoreOptions = {},
): EventStore<E> {
  return logOver<E>(completed(storage), options)
}

/** The same, for those who open stores here. */
export function logOver<E extends DomainEvent>(storage: CompleteStorage, options: StoreOptions): FiledEventLog<E> {
  return new FiledEventLog<E>(storage, completeOptions(options))
}

/** @throws {@link InvalidArgument} an option is not what it should be */
export function completeOptions(options: StoreOptions): Required<StoreOptions> {
  const { now = () => Date.now(), newId = newEventId, pollInterval = 5_000 } = checkOptions(options, storeOptions)
  return { now, newId, pollInterval }
}

/** An event log that can be written to a file and read from one. */
export class FiledEventLog<E extends DomainEvent> extends EventLog<E> implements EventStore<E> {
  exportJsonl(options?: ExportOptions): ReadableStream<Uint8Array> {
    return exportJsonl<E>(this, options)
  }

  async importJsonl(source: ImportSource, options?: ImportOptions): Promise<ImportResult> {
    return this.#untilClosed(options, async (given) => {
      const storage = this.openStorage()
      const readBatches = (range: ReadAllOptions<E>) => this.readBatches({ ...range, signal: given.signal })
      const result = await importJsonl<E>({ storage, readBatches }, source, given)
      if (result.imported > 0) this.grew(result.lastPosition)
      return result
    })
  }

  async replaceFromJsonl(source: ImportSource, options: ReplaceOptions = {}): Promise<ImportResult> {
    const { allowEmpty = false, ...rest } = checkOptions(options, replaceOptions)
    return this.#untilClosed(rest, async (given) => {
      const result = await replaceFromJsonl(this.openStorage(), source, { ...given, allowEmpty })
      this.replaced()
      return result
    })
  }

  /** Closing the store aborts this work with a file, and waits for its end. */
  async #untilClosed<Result>(
    options: ImportOptions = {},
    work: (given: ImportOptions & { readonly signal: AbortSignal }) => Promise<Result>,
  ): Promise<Result> {
    const { onProgress, signal } = checkOptions(options, importOptions)
    return this.closing.during(signal, async (ended) => {
      ended.throwIfAborted()
      return work(onProgress ? { onProgress, signal: ended } : { signal: ended })
    })
  }
}
