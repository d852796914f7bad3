import { abortSignal, type Check, callback, check, checkOptions, flag } from '../events/argument-checks.ts'
import { eventText } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { ImportConflict, ImportRejected, InvalidEvent, LogReplaced, StoreBlocked } from '../events/errors.ts'
import { jsonCopy } from '../events/json-copy.ts'
import { isSameJson } from '../events/same-json.ts'
import type { StoredEvent } from '../events/stored-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { eachEvent } from '../log/read-batches.ts'
import type { CompleteStorage, StagingStorage } from '../log/replaceable-storage.ts'
import { internalsOf } from '../log/store-internals.ts'
import { orAborted, untilClosed } from '../log/while-open.ts'
import { ownFields } from '../values/plain-objects.ts'
import { randomId } from '../values/random-id.ts'
import type { ImportOptions, ImportResult, ImportSource, ReplaceOptions } from './file-options.ts'
import { type ImportedEvent, ImportSequence } from './import-sequence.ts'
import { openStaging } from './open-staging.ts'
import { type Line, readLines } from './read-lines.ts'

const eventsPerBatch = 500
// Limits the memory for a batch of large events. A file can be larger than memory.
const charactersPerBatch = 8 * 1024 * 1024

const longestProblem = 300

const importSource: Check = [
  'a Blob, an unlocked ReadableStream, or a string',
  (value) => typeof value === 'string' || value instanceof Blob || (value instanceof ReadableStream && !value.locked),
]

/**
 * Imports an export atomically. Ids, versions, positions and times stay the same. If the log has events, the file must start with
 * exactly these events.
 *
 * The import compares the lines that the log already has, and stages the other lines. One transaction then moves the staged events into the
 * log.
 *
 * @param options.onProgress called after every few hundred lines, and at the end
 * @param options.signal aborting rejects with the signal's reason; the log did not change
 * @throws {@link ImportRejected} a line is invalid, or differs from the log; the error has the line number, and the log did not change
 * @throws {@link ImportConflict} another import deleted the staged events, or the log changed
 * @throws {@link QuotaExceeded}, {@link StorageFailed} as {@link EventStore.append}; the log did not change
 * @example
 * ```ts
 * const { imported } = await importJsonl(store, file)
 * ```
 */
export async function importJsonl<E extends DomainEvent>(
  store: EventStore<E>,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<ImportResult> {
  check('source', source, importSource)
  const given = checkOptions(options, importOptions)
  return runImport(store, given, async (storage, signal) => {
    const { historyId } = storage
    const { tail } = await orAborted(storage.view({ streamIds: [], commandIds: [] }), signal)
    const alreadyThere = tail.position
    return withStaging(storage, signal, async (staging, importId) => {
      const existing = eachEvent(store.readBatches({ signal }))
      const lines = await stageLines(
        { existing, alreadyThere, staging, importId },
        source,
        ownFields({ ...given, signal }),
      ).catch((error) => {
        // If the log was replaced, the lines were compared with events that no longer exist.
        throw storage.historyId === historyId || !(error instanceof ImportRejected || error instanceof LogReplaced)
          ? error
          : new ImportConflict()
      })
      if (lines < alreadyThere) {
        throw new ImportRejected({
          line: lines + 1,
          problem: `expected at least ${alreadyThere} events, as many as the store has, found ${lines}`,
        })
      }
      const imported = lines - alreadyThere
      if (!(await staging.publish(importId, imported))) throw new ImportConflict()
      if (imported > 0) internalsOf(store).notify(lines)
      return { imported, alreadyThere, lastPosition: lines }
    })
  })
}

/**
 * Replaces the complete log by an export, atomically. Use this function to restore a backup. The old log remains until the file is checked
 * and the new log is complete. Every tab, worker and store that has the log open continues with the new log.
 *
 * All snapshots are deleted. Each reactor continues after the last event of the new log, without parked events. Reactors do not react to
 * restored events.
 *
 * @param options.allowEmpty whether a file without events may empty the log; default `false`
 * @returns `imported` and `lastPosition`: the number of events in the file; `alreadyThere`: 0
 * @throws {@link ImportRejected} a line is invalid, or the file has no events and `allowEmpty` is not set; the old log did not change
 * @throws {@link ImportConflict} another import started during this one; the log is the old log or the log of the other import
 * @throws {@link NotSupported} the storage adapter cannot replace its log
 * @throws {@link StoreBlocked} another tab keeps the database open; the old log did not change
 * @throws {@link QuotaExceeded}, {@link StorageFailed} as {@link EventStore.append}; the old log did not change
 * @throws {@link AppendOutcomeUnknown} the connection broke and the outcome could not be read; the log is the old log or the new log
 * @example
 * ```ts
 * await replaceFromJsonl(store, backup)
 * ```
 */
export async function replaceFromJsonl<E extends DomainEvent>(
  store: EventStore<E>,
  source: ImportSource,
  options: ReplaceOptions = {},
): Promise<ImportResult> {
  check('source', source, importSource)
  const { allowEmpty = false, ...given } = checkOptions(options, replaceOptions)
  return runImport(store, given, (storage, signal) =>
    withStaging(storage, signal, async (staging, importId) => {
      const lines = await stageLines({ alreadyThere: 0, staging, importId }, source, ownFields({ ...given, signal }))
      if (lines === 0 && !allowEmpty) {
        const problem = 'expected at least one event, found none; set allowEmpty to replace the log with an empty one'
        throw new ImportRejected({ line: 1, problem })
      }
      if (!(await staging.replace(importId, lines, signal))) throw new ImportConflict()
      internalsOf(store).notify(Infinity)
      return { imported: lines, alreadyThere: 0, lastPosition: lines }
    }),
  )
}

const importOptions: Readonly<Record<keyof ImportOptions, Check>> = { onProgress: callback, signal: abortSignal }
const replaceOptions: Readonly<Record<keyof ReplaceOptions, Check>> = { ...importOptions, allowEmpty: flag }

/** Runs an import. Closing the store aborts the import, and `close` waits until the import has ended. */
async function runImport<E extends DomainEvent>(
  store: EventStore<E>,
  { signal }: ImportOptions,
  work: (storage: CompleteStorage, signal: AbortSignal) => Promise<ImportResult>,
): Promise<ImportResult> {
  const { closing, openStorage } = internalsOf(store)
  const listen = (listener: () => void) => closing.listen(listener)
  const result = untilClosed(listen, signal, async (ended) => {
    ended.throwIfAborted()
    return work(openStorage(), ended)
  })
  closing.waitFor(result)
  return result
}

/** Runs an import with an empty staging area, and deletes the staged events if the import fails. */
async function withStaging(
  storage: CompleteStorage,
  signal: AbortSignal | undefined,
  work: (staging: StagingStorage, importId: string) => Promise<ImportResult>,
): Promise<ImportResult> {
  const staging = await orAborted(openStaging(storage), signal)
  const importId = randomId()
  // A crash may have interrupted an earlier import.
  await orAborted(staging.drop(), signal)
  try {
    return await work(staging, importId)
  } catch (error) {
    // A failed cleanup must not hide the error of the import. The next import deletes the staged events.
    const dropped = staging.drop(importId).catch(() => {})
    // After an abort or StoreBlocked, the database may not answer.
    if (!signal?.aborted && !(error instanceof StoreBlocked)) await dropped
    throw error
  }
}

/** The destination of the lines of a file. */
type Staged = {
  readonly staging: StagingStorage
  readonly importId: string
  /** Number of lines that are compared with the events of the log instead of staged. */
  readonly alreadyThere: number
  readonly existing?: AsyncGenerator<RecordedEvent, void, undefined>
}

/** Checks and stages the lines of a file. @returns the number of lines */
async function stageLines(
  { staging, importId, alreadyThere, existing }: Staged,
  source: ImportSource,
  { onProgress, signal }: ImportOptions,
): Promise<number> {
  const sequence = new ImportSequence()
  let batch: StoredEvent[] = []
  let commandBefore: string | undefined
  let waiting = 0
  let bytes = 0
  const stage = async (): Promise<void> => {
    await orAborted(staging.add(importId, batch, commandBefore), signal)
    commandBefore = sequence.commandId
    batch = []
    waiting = 0
  }

  signal?.throwIfAborted()
  const onBytes = (read: number): void => {
    bytes = read
  }
  for await (const line of readLines(source, { signal, onBytes })) {
    const imported = take(sequence, line)
    if (line.number <= alreadyThere) {
      const value = (await existing?.next())?.value
      if (!value || !isSame(imported.line, value)) {
        throw new ImportRejected({
          line: line.number,
          problem: 'the event differs from the stored event at this position',
        })
      }
      commandBefore = sequence.commandId
    } else {
      batch.push(imported.event)
      waiting += imported.line.length
      if (batch.length === eventsPerBatch || waiting > charactersPerBatch) await stage()
    }
    if (line.number % eventsPerBatch === 0) {
      onProgress?.({ lines: line.number, bytes })
      signal?.throwIfAborted()
    }
  }
  if (batch.length > 0) await stage()
  signal?.throwIfAborted()
  onProgress?.({ lines: sequence.position, bytes })
  signal?.throwIfAborted()
  return sequence.position
}

function isSame(text: string, event: RecordedEvent): boolean {
  // The second comparison ignores the order of the fields.
  return text === eventText(event) || isSameJson(jsonCopy(JSON.parse(text), Infinity), jsonCopy(event, Infinity))
}

function take(sequence: ImportSequence, line: Line): ImportedEvent {
  try {
    return sequence.take(line)
  } catch (cause) {
    const problem =
      cause instanceof InvalidEvent
        ? `${cause.path} cannot be stored`
        : cause instanceof Error
          ? cause.message
          : String(cause)
    // The message can quote a line of millions of characters.
    const shortened = problem.length > longestProblem ? `${problem.slice(0, longestProblem)}…` : problem
    throw new ImportRejected({ line: line.number, problem: shortened }, { cause })
  }
}
