import { inWords, valueInWords } from '../values/value-in-words.ts'
import type { ExpectedVersion } from './expected-version.ts'

/**
 * The base class of all errors of this library. `code` is stable, so use `code` in a `switch`. The message names the expected value, the
 * actual value and the remedy. The wording of the message may change.
 */
export abstract class RewindableError extends Error {
  abstract readonly code: string

  /** @param fields values that become properties of the error */
  constructor(message: string, fields: object, options?: ErrorOptions) {
    super(message, options)
    Object.assign(this, fields)
  }

  override get name(): string {
    return this.code
  }
}

/** The stream does not have the expected version, because another writer appended first. Nothing was written. */
export class ConcurrencyConflict extends RewindableError {
  readonly code = 'ConcurrencyConflict'
  declare readonly streamId: string
  declare readonly expectedVersion: ExpectedVersion
  declare readonly actualVersion: number

  constructor(found: { streamId: string; expectedVersion: ExpectedVersion; actualVersion: number }) {
    const stream = `stream ${valueInWords(found.streamId)} ${belief(found.expectedVersion)}, found it at ${found.actualVersion}`
    super(`Expected ${stream}. Another writer appended first. Read the stream, decide again, and retry.`, found)
  }
}

/** An event is not plain JSON, so the store cannot keep the event unchanged. Nothing was written. */
export class InvalidEvent extends RewindableError {
  readonly code = 'InvalidEvent'
  /** Path of the invalid value in the event, such as `data.items[2].when`. */
  declare readonly path: string

  constructor({ path, problem, remedy = plainJson }: { path: string; problem: string; remedy?: string }) {
    super(`${path}: ${problem}. ${remedy}.`, { path })
  }
}

/** An argument or option is invalid. Nothing was read or written. */
export class InvalidArgument extends RewindableError {
  readonly code = 'InvalidArgument'
  /** Name of the invalid argument or option. */
  declare readonly argument: string

  constructor({ argument, expected, actual }: { argument: string; expected: string; actual: unknown }) {
    super(`${argument}: expected ${expected}, got ${valueInWords(actual)}.`, { argument })
  }
}

/** The store is closed. */
export class StoreClosed extends RewindableError {
  readonly code = 'StoreClosed'

  constructor() {
    super('This event store is closed. Open it again to continue.', {})
  }
}

/** Another tab keeps the database open, so this tab cannot open, upgrade or delete it. */
export class StoreBlocked extends RewindableError {
  readonly code = 'StoreBlocked'
  declare readonly storeName: string

  constructor(found: { storeName: string }) {
    super(
      `Event store ${valueInWords(found.storeName)} did not open in time. Another tab keeps it open, or the browser is busy. ` +
        'Close the other tabs of this site, then try again.',
      found,
    )
  }
}

/** A newer version of this library wrote the log. This version cannot read the log. */
export class NewerSchema extends RewindableError {
  readonly code = 'NewerSchema'
  declare readonly storeName: string

  constructor(found: { storeName: string }) {
    super(
      `A newer version of rewindable wrote event store ${valueInWords(found.storeName)}. Reload the page to load the newer code.`,
      found,
    )
  }
}

/** The browser has no disk space left for this site. Nothing was written. */
export class QuotaExceeded extends RewindableError {
  readonly code = 'QuotaExceeded'

  constructor(options?: ErrorOptions) {
    super(
      'The browser has no disk space left for this site. Nothing was written. Free some space, then retry.',
      {},
      options,
    )
  }
}

/**
 * The database of the log was deleted while the store was open. Another log may have the same name now. The library does not recreate the
 * log: the application must decide. `replaceFromJsonl` does not cause this error.
 */
export class LogLost extends RewindableError {
  readonly code = 'LogLost'
  declare readonly storeName: string

  constructor(found: { storeName: string }) {
    super(
      `The log of event store ${valueInWords(found.storeName)} was deleted while it was open. Open the store again to start an empty log.`,
      found,
    )
  }
}

/** `replaceFromJsonl` replaced the log during a read, so the events of the read belong to two logs. Read again to get the new log. */
export class LogReplaced extends RewindableError {
  readonly code = 'LogReplaced'

  constructor() {
    super('Expected to read one log to its end, but a file replaced the log during the read. Read again.', {})
  }
}

/** A stored commit is damaged. Events before it can be read. */
export class LogCorrupted extends RewindableError {
  readonly code = 'LogCorrupted'
  /** The first position that cannot be read. */
  declare readonly position: number
  declare readonly problem: string
  /** The first unreadable version of the stream. Only projections and timelines of one stream report it. */
  declare readonly streamVersion?: number

  constructor(
    { position, problem, streamVersion }: { position: number; problem: string; streamVersion?: number },
    options?: ErrorOptions,
  ) {
    const damage = `The log is damaged at position ${position}: ${problem}`
    const fields = { position, problem, ...(streamVersion !== undefined && { streamVersion }) }
    super(`${damage}. Events before it can still be read and exported.`, fields, options)
  }
}

/** The connection broke during an append, and the library could not read the outcome. The events are stored completely or not at all. */
export class AppendOutcomeUnknown extends RewindableError {
  readonly code = 'AppendOutcomeUnknown'
  /** The `commandId` of the append. `undefined`: the append had none. */
  declare readonly commandId: string | undefined

  constructor({ commandId }: { commandId?: string | undefined }, options?: ErrorOptions) {
    const remedy =
      commandId === undefined
        ? 'Read the stream to find out'
        : `Retry with command id ${valueInWords(commandId)}: it is recorded once`
    super(`The connection broke before the database confirmed the append. ${remedy}.`, { commandId }, options)
  }
}

/** A line of an imported file is invalid. The store did not change. */
export class ImportRejected extends RewindableError {
  readonly code = 'ImportRejected'
  /** Number of the line, from 1. */
  declare readonly line: number

  constructor({ line, problem }: { line: number; problem: string }, options?: ErrorOptions) {
    super(`Line ${line}: ${problem}. Nothing was imported.`, { line }, options)
  }
}

/** Another import or replacement changed the store while the file was read. The import wrote no event. */
export class ImportConflict extends RewindableError {
  readonly code = 'ImportConflict'

  constructor() {
    super(
      'Expected no other import during this one, but another import removed the staged events or changed the log. ' +
        'Nothing was imported. Import the file again.',
      {},
    )
  }
}

/** A database operation failed. `cause` is the error of the browser. Nothing was written. */
export class StorageFailed extends RewindableError {
  readonly code: 'StorageFailed' | 'StorageUnavailable' = 'StorageFailed'

  /** @param more message and fields of a subclass */
  constructor(options: ErrorOptions, more?: { readonly message: string; readonly fields: object }) {
    const message = `The database operation failed (${inWords(options.cause)}). Nothing was written. Retry, or reload the page.`
    super(more?.message ?? message, more?.fields ?? {}, options)
  }
}

/** The storage of this event store does not support the operation. Nothing was read or written. */
export class NotSupported extends RewindableError {
  readonly code = 'NotSupported'
  /** Name of the interface of `rewindable/adapter` that the storage does not implement. */
  declare readonly missing: string

  constructor({ operation, missing }: { operation: string; missing: string }) {
    const remedy = `Implement ${missing} of rewindable/adapter, or use another storage`
    super(`${operation} needs a storage that implements ${missing}, but this storage does not. ${remedy}.`, { missing })
  }
}

const plainJson = 'Use text, finite numbers, booleans, null, arrays and plain objects'

function belief(expected: ExpectedVersion): string {
  if (expected === 'streamExists') return 'to exist'
  return expected === 'noStream' || expected === 0 ? 'not to exist' : `at version ${expected}`
}

/** This environment has no IndexedDB, or the browser denies access to it. Nothing was read or written. */
export class StorageUnavailable extends StorageFailed {
  override readonly code = 'StorageUnavailable'
  /** Names of the missing or denied globals, such as `'indexedDB'` or `'IDBKeyRange'`. */
  declare readonly missing: readonly string[]

  constructor(
    found: { readonly missing: readonly string[]; readonly problem: string; readonly remedy: string },
    options: ErrorOptions = {},
  ) {
    const { missing, problem, remedy } = found
    const message = `Expected IndexedDB, but ${problem}. ${remedy}, or use openMemoryEventStore(), which keeps events in memory.`
    super(options, { message, fields: { missing } })
  }
}
