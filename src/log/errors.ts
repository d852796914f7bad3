import type { ExpectedVersion } from './expected-version.ts'
import { inWords } from './in-words.ts'
import { valueInWords } from './value-in-words.ts'

/**
 * What every error of this library is. `code` is stable and safe to switch on; the message says what was expected,
 * what was found and what to do, and may change.
 */
export abstract class RewindableError extends Error {
  abstract readonly code: string

  /** @param fields the values involved, which the error carries as its own */
  constructor(message: string, fields: object, options?: ErrorOptions) {
    super(message, options)
    Object.assign(this, fields)
  }

  override get name(): string {
    return this.code
  }
}

/** Another writer appended first. Nothing was written. */
export class ConcurrencyConflict extends RewindableError {
  readonly code = 'ConcurrencyConflict'
  declare readonly streamId: string
  declare readonly expectedVersion: ExpectedVersion
  declare readonly actualVersion: number

  constructor(found: { streamId: string; expectedVersion: ExpectedVersion; actualVersion: number }) {
    const stream = `stream ${valueInWords(found.streamId)} ${belief(found.expectedVersion)}, found it at ${found.actualVersion}`
    super(`Expected ${stream}: another writer appended first. Read it again, decide again, retry.`, found)
  }
}

/** An event is not plain JSON, so storing it would change it. Nothing was written. */
export class InvalidEvent extends RewindableError {
  readonly code = 'InvalidEvent'
  /** Where in the event, such as `data.items[2].when`. */
  declare readonly path: string

  constructor({ path, problem, remedy = plainJson }: { path: string; problem: string; remedy?: string }) {
    super(`${path}: ${problem}. ${remedy}.`, { path })
  }
}

/** A call that cannot be meant. Nothing was read or written. */
export class InvalidArgument extends RewindableError {
  readonly code = 'InvalidArgument'
  /** Name of the argument or option. */
  declare readonly argument: string

  constructor({ argument, expected, actual }: { argument: string; expected: string; actual: unknown }) {
    super(`${argument}: expected ${expected}, got ${valueInWords(actual)}.`, { argument })
  }
}

/** The store was closed before the call. */
export class StoreClosed extends RewindableError {
  readonly code = 'StoreClosed'

  constructor() {
    super('This event store was closed. Open it again to go on.', {})
  }
}

/** Another tab keeps the database open and does not let go. */
export class StoreBlocked extends RewindableError {
  readonly code = 'StoreBlocked'
  declare readonly storeName: string

  constructor(found: { storeName: string }) {
    super(
      `Event store ${valueInWords(found.storeName)} does not open: another tab holds it, or the browser is busy. ` +
        "Close the site's other tabs, then try again.",
      found,
    )
  }
}

/** The log was written by a newer version of this library; this one would misread it. */
export class NewerSchema extends RewindableError {
  readonly code = 'NewerSchema'
  declare readonly storeName: string

  constructor(found: { storeName: string }) {
    super(
      `A newer version of rewindable wrote event store ${valueInWords(found.storeName)}. Reload to get the newer code.`,
      found,
    )
  }
}

/** The browser has no room for more. Nothing was written. */
export class QuotaExceeded extends RewindableError {
  readonly code = 'QuotaExceeded'

  constructor(options?: ErrorOptions) {
    super(
      'The browser has no room left for this site; nothing was written. Free some space, then append again.',
      {},
      options,
    )
  }
}

/**
 * The database of the log was deleted while it was open, and perhaps another log has its name now. `replaceFromJsonl` does not lead
 * to this error. The log is not recreated: the application decides.
 */
export class LogLost extends RewindableError {
  readonly code = 'LogLost'
  declare readonly storeName: string

  constructor(found: { storeName: string }) {
    super(
      `The log of event store ${valueInWords(found.storeName)} was deleted while it was open. Open the store again to begin another log.`,
      found,
    )
  }
}

/**
 * `replaceFromJsonl` replaced the events of the log while they were read, so what was read and what follows do not belong together.
 * Reading again gives the new events.
 */
export class LogReplaced extends RewindableError {
  readonly code = 'LogReplaced'

  constructor() {
    super('Expected to read one log to its end, but it was replaced from a file in the meantime. Read it again.', {})
  }
}

/** A stored commit cannot be read. What lies before it is unharmed. */
export class LogCorrupted extends RewindableError {
  readonly code = 'LogCorrupted'
  /** The first position that cannot be read. */
  declare readonly position: number

  constructor({ position, problem }: { position: number; problem: string }, options?: ErrorOptions) {
    const what = `The log is damaged at position ${position}: ${problem}`
    super(`${what}. Events before it can still be read and exported.`, { position }, options)
  }
}

/** The connection broke while a commit was under way and could not be asked again: it may be stored, or not. */
export class AppendOutcomeUnknown extends RewindableError {
  readonly code = 'AppendOutcomeUnknown'
  /** The command the append named, if it named one. */
  declare readonly commandId: string | undefined

  constructor({ commandId }: { commandId?: string | undefined }, options?: ErrorOptions) {
    const remedy =
      commandId === undefined ? 'Read the stream to find out' : `Repeat command ${valueInWords(commandId)} to find out`
    super(`The database did not say whether the append was stored. ${remedy}.`, { commandId }, options)
  }
}

/** A line of an import is not as it must be. The store is as it was. */
export class ImportRejected extends RewindableError {
  readonly code = 'ImportRejected'
  /** Counted from 1. */
  declare readonly line: number

  constructor({ line, problem }: { line: number; problem: string }, options?: ErrorOptions) {
    super(`Line ${line}: ${problem}. Nothing was imported.`, { line }, options)
  }
}

/** Another import or replacement changed the store while a file was read. Nothing of the file was imported. */
export class ImportConflict extends RewindableError {
  readonly code = 'ImportConflict'

  constructor() {
    super(
      'Expected no other import while the file was read, but another one cleared the staged events or changed the log. ' +
        'Nothing was imported. Import the file again.',
      {},
    )
  }
}

/** The database refused or failed an operation for a reason of its own, kept as `cause`. Nothing was written. */
export class StorageFailed extends RewindableError {
  readonly code: 'StorageFailed' | 'StorageUnavailable' = 'StorageFailed'

  /** @param more the message and the fields of a failure that is known more closely */
  constructor(options: ErrorOptions, more?: { readonly message: string; readonly fields: object }) {
    const message = `The database failed (${inWords(options.cause)}); nothing was written. Try again, or reload the page.`
    super(more?.message ?? message, more?.fields ?? {}, options)
  }
}

const plainJson = 'Store text, finite numbers, booleans, null, arrays and plain objects'

function belief(expected: ExpectedVersion): string {
  if (expected === 'streamExists') return 'to exist'
  return expected === 'noStream' || expected === 0 ? 'not to exist' : `at version ${expected}`
}
