import type { ExpectedVersion } from './expected-version.ts'

/**
 * What every error of this library is. `code` is stable and safe to switch on; the message says what was expected,
 * what was found and what to do, and may change.
 */
export abstract class RewindableError extends Error {
  abstract readonly code: string
  override get name(): string {
    return this.code
  }
}

/** Another writer appended first. Nothing was written. */
export class ConcurrencyConflict extends RewindableError {
  readonly code = 'ConcurrencyConflict'
  readonly streamId: string
  readonly expectedVersion: ExpectedVersion
  readonly actualVersion: number

  constructor(found: { streamId: string; expectedVersion: ExpectedVersion; actualVersion: number }) {
    const { streamId, expectedVersion, actualVersion } = found
    super(
      `Expected stream ${quoted(streamId)} ${belief(expectedVersion)}, found it at ${actualVersion}: ` +
        `another writer appended first. Read it again, decide again, retry.`,
    )
    this.streamId = streamId
    this.expectedVersion = expectedVersion
    this.actualVersion = actualVersion
  }
}

/** An event is not plain JSON, so storing it would change it. Nothing was written. */
export class InvalidEvent extends RewindableError {
  readonly code = 'InvalidEvent'
  /** Where in the event, such as `data.items[2].when`. */
  readonly path: string

  constructor(found: { path: string; problem: string }) {
    super(
      `${found.path}: ${found.problem}. Store what JSON can carry: text, finite numbers, booleans, null, arrays, plain objects.`,
    )
    this.path = found.path
  }
}

/** A call that cannot be meant. Nothing was read or written. */
export class InvalidArgument extends RewindableError {
  readonly code = 'InvalidArgument'
  /** Name of the argument or option. */
  readonly argument: string

  constructor(found: { argument: string; expected: string; actual: unknown }) {
    super(`${found.argument}: expected ${found.expected}, got ${shown(found.actual)}.`)
    this.argument = found.argument
  }
}

/** The store was closed before the call. */
export class StoreClosed extends RewindableError {
  readonly code = 'StoreClosed'

  constructor() {
    super('This event store was closed. Open it again to go on.')
  }
}

/** Another tab keeps an old version of the database open. */
export class StoreBlocked extends RewindableError {
  readonly code = 'StoreBlocked'
  readonly storeName: string

  constructor(found: { storeName: string }) {
    super(
      `Event store ${quoted(found.storeName)} is held open by another tab. Close the other tabs of this site, then try again.`,
    )
    this.storeName = found.storeName
  }
}

/** The log was written by a newer version of this library; this one would misread it. */
export class NewerSchema extends RewindableError {
  readonly code = 'NewerSchema'
  readonly storeName: string

  constructor(found: { storeName: string }) {
    super(
      `Event store ${quoted(found.storeName)} was written by a newer version of rewindable. Reload the page to get the newer code.`,
    )
    this.storeName = found.storeName
  }
}

/** The browser has no room for more. Nothing was written. */
export class QuotaExceeded extends RewindableError {
  readonly code = 'QuotaExceeded'

  constructor(options?: ErrorOptions) {
    super(
      'The browser has no room left for this site. Nothing was written; free some space, then append again.',
      options,
    )
  }
}

/** The log was deleted or replaced while it was open. It is not recreated: the application decides. */
export class LogLost extends RewindableError {
  readonly code = 'LogLost'
  readonly storeName: string

  constructor(found: { storeName: string }) {
    super(
      `The log of event store ${quoted(found.storeName)} was deleted or replaced while it was open. Open the store again to begin a new log.`,
    )
    this.storeName = found.storeName
  }
}

/** A stored commit cannot be read. What lies before it is unharmed. */
export class LogCorrupted extends RewindableError {
  readonly code = 'LogCorrupted'
  /** The first position that cannot be read. */
  readonly position: number

  constructor(found: { position: number; problem: string }, options?: ErrorOptions) {
    super(
      `The log is damaged at position ${found.position}: ${found.problem}. Events before it can still be read and exported.`,
      options,
    )
    this.position = found.position
  }
}

/** The connection broke while a commit was under way and could not be asked again: it may be stored, or not. */
export class AppendOutcomeUnknown extends RewindableError {
  readonly code = 'AppendOutcomeUnknown'
  /** The command the append named, if it named one. */
  readonly commandId: string | undefined

  constructor(found: { commandId?: string | undefined }, options?: ErrorOptions) {
    super(
      'The connection to the database broke before it said whether the append was stored. ' +
        (found.commandId === undefined
          ? 'Read the stream to find out. An append with a commandId can simply be repeated.'
          : `Repeat it with commandId ${quoted(found.commandId)}: it is recorded once at most.`),
      options,
    )
    this.commandId = found.commandId
  }
}

/** A line of an import is not as it must be. The store is as it was. */
export class ImportRejected extends RewindableError {
  readonly code = 'ImportRejected'
  /** Counted from 1. */
  readonly line: number

  constructor(found: { line: number; problem: string }, options?: ErrorOptions) {
    super(`Line ${found.line}: ${found.problem}. Nothing was imported.`, options)
    this.line = found.line
  }
}

/** The database refused or failed an operation for a reason of its own, kept as `cause`. Nothing was written. */
export class StorageFailed extends RewindableError {
  readonly code = 'StorageFailed'

  constructor(options: ErrorOptions) {
    const reason =
      options.cause instanceof Error ? `${options.cause.name}: ${options.cause.message}` : String(options.cause)
    super(`The database failed (${reason}). Nothing was written; try again, or reload the page.`, options)
  }
}

function belief(expected: ExpectedVersion): string {
  if (expected === 'streamExists') return 'to exist'
  if (expected === 'noStream' || expected === 0) return 'not to exist'
  return `at version ${expected}`
}

function quoted(text: string): string {
  return JSON.stringify(text)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? `an array of ${value.length}` : 'an object'
  return String(value)
}
