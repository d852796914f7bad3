import {
  AppendOutcomeUnknown,
  ConcurrencyConflict,
  ImportConflict,
  ImportRejected,
  InvalidArgument,
  InvalidEvent,
  LogCorrupted,
  LogLost,
  NewerSchema,
  NotSupported,
  ProjectionFailed,
  QuotaExceeded,
  RewindableError,
  StorageFailed,
  StorageUnavailable,
  StoreBlocked,
  StoreClosed,
} from 'rewindable'
import { CodeUnavailable } from 'rewindable/devtools'
import { describe, expect, test } from 'vitest'

const cause = new DOMException('the disk is full of water', 'UnknownError')
const event = {
  type: 'MoneyDeposited',
  data: {},
  id: 'e',
  streamId: 's',
  streamVersion: 1,
  globalPosition: 7,
  recordedAt: 0,
  metadata: {},
}

/** Each error with its code, its fields, and patterns of its message: expected, found, what to do. */
const errors: [RewindableError, string, object, RegExp[]][] = [
  [
    new ConcurrencyConflict({ streamId: 'account:1', expectedVersion: 2, actualVersion: 3 }),
    'ConcurrencyConflict',
    { streamId: 'account:1', expectedVersion: 2, actualVersion: 3 },
    [/"account:1"/, /at version 2/, /at 3/, /Read the stream.*retry/],
  ],
  [
    new ConcurrencyConflict({ streamId: 'a', expectedVersion: 'noStream', actualVersion: 3 }),
    'ConcurrencyConflict',
    { expectedVersion: 'noStream' },
    [/not to exist/, /at 3/],
  ],
  [
    new ConcurrencyConflict({ streamId: 'a', expectedVersion: 'streamExists', actualVersion: 0 }),
    'ConcurrencyConflict',
    { expectedVersion: 'streamExists' },
    [/to exist/, /at 0/],
  ],
  [
    new InvalidEvent({ path: 'data.when', problem: 'a Date is not JSON' }),
    'InvalidEvent',
    { path: 'data.when' },
    [/^data\.when: a Date is not JSON/, /Use text/],
  ],
  [
    new InvalidArgument({ argument: 'limit', expected: 'a whole number from 1', actual: -3 }),
    'InvalidArgument',
    { argument: 'limit' },
    [/limit/, /expected a whole number from 1/, /got -3/],
  ],
  [new StoreClosed(), 'StoreClosed', {}, [/closed/, /Open it again/]],
  [new StoreBlocked({ storeName: 'bank' }), 'StoreBlocked', { storeName: 'bank' }, [/"bank"/, /[Cc]lose .*tabs/]],
  [new NewerSchema({ storeName: 'bank' }), 'NewerSchema', { storeName: 'bank' }, [/"bank"/, /newer version/, /Reload/]],
  [
    new NotSupported({ operation: 'replaceFromJsonl', missing: 'ReplaceableStorage' }),
    'NotSupported',
    { missing: 'ReplaceableStorage' },
    [/replaceFromJsonl/, /does not/, /Implement ReplaceableStorage of rewindable\/adapter/],
  ],
  [
    new QuotaExceeded({ cause }),
    'QuotaExceeded',
    { cause },
    [/no disk space/, /[Nn]othing was written/, /[Ff]ree some space/],
  ],
  [new LogLost({ storeName: 'bank' }), 'LogLost', { storeName: 'bank' }, [/"bank"/, /deleted while/, /Open/]],
  [
    new LogCorrupted({ position: 5, problem: 'it is cut off' }, { cause }),
    'LogCorrupted',
    { position: 5, cause },
    [/position 5/, /it is cut off/, /[Ee]vents before it can still be read/],
  ],
  [
    new AppendOutcomeUnknown({ commandId: 'c1' }, { cause }),
    'AppendOutcomeUnknown',
    { commandId: 'c1', cause },
    [/"c1"/, /Retry/],
  ],
  [new AppendOutcomeUnknown({}), 'AppendOutcomeUnknown', { commandId: undefined }, [/Read the stream/]],
  [new ImportConflict(), 'ImportConflict', {}, [/Nothing was imported/, /Import the file again/]],
  [
    new ImportRejected({ line: 3, problem: 'the line is empty' }),
    'ImportRejected',
    { line: 3 },
    [/[Ll]ine 3/, /the line is empty/, /Nothing was imported/],
  ],
  [new StorageFailed({ cause }), 'StorageFailed', { cause }, [/UnknownError: the disk is full of water/, /Retry/]],
  [
    new StorageUnavailable({ missing: ['indexedDB'], problem: 'it is missing', remedy: 'Define it' }, { cause }),
    'StorageUnavailable',
    { missing: ['indexedDB'], cause },
    [/Expected IndexedDB, but it is missing\. Define it/, /openMemoryEventStore/],
  ],
  [
    new CodeUnavailable({ cause }),
    'CodeUnavailable',
    { cause },
    [/did not load/, /the disk is full of water/, /try again.*reload the page/],
  ],
  [
    new ProjectionFailed({ projection: 'balance', event }, { cause }),
    'ProjectionFailed',
    { projection: 'balance', eventType: 'MoneyDeposited', position: 7, cause },
    [/"balance"/, /MoneyDeposited at position 7/, /the disk is full of water/, /Fix the handler/],
  ],
]

describe.each(errors)('error messages: %s', (error, code, fields, says) => {
  test(`a RewindableError with the code ${code} has its fields and a message that names the remedy`, () => {
    expect(error).toBeInstanceOf(RewindableError)
    expect(error).toBeInstanceOf(Error)
    expect([error.code, error.name]).toEqual([code, code])
    expect(error).toMatchObject(fields)
    for (const part of says) expect(error.message).toMatch(part)
    expect(String(error)).toBe(`${code}: ${error.message}`)
  })
})
