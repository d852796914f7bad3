import { abortSignal, type Check, callback, check, checkOptions, flag } from '../log/argument-checks.ts'
import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import { ImportConflict, ImportRejected, InvalidEvent, LogReplaced, StoreBlocked } from '../log/errors.ts'
import { eventText } from '../log/event-text.ts'
import type { ImportOptions, ImportResult, ImportSource, ReplaceOptions } from '../log/file-options.ts'
import { jsonCopy } from '../log/json-copy.ts'
import { orAborted } from '../log/or-aborted.ts'
import { randomId } from '../log/random-id.ts'
import { eachEvent } from '../log/read-pages.ts'
import type { CompleteStorage, StagingStorage } from '../log/replaceable-storage.ts'
import { isSameJson } from '../log/same-json.ts'
import type { StoredEvent } from '../log/stored-event.ts'
import type { ReadableLog } from './export-jsonl.ts'
import { type ImportedEvent, ImportSequence } from './import-sequence.ts'
import { type Line, readLines } from './read-lines.ts'

/** The log that an import writes to. */
export type ImportTarget<E extends DomainEvent> = ReadableLog<E> & {
  readonly storage: CompleteStorage
}

const eventsPerBatch = 500
// Limits the memory for a batch of large events. A file can be larger than memory.
const charactersPerBatch = 8 * 1024 * 1024

const longestProblem = 300

const importSource: Check = [
  'a Blob, an unlocked ReadableStream, or a string',
  (value) => typeof value === 'string' || value instanceof Blob || (value instanceof ReadableStream && !value.locked),
]

/**
 * Imports an export. It compares the lines that the log already has with the log, and stages the others. If all lines are valid,
 * the staged events move into the log in one transaction.
 *
 * @throws {@link ImportRejected} a line is invalid, or differs from the log; carries the first such line
 * @throws {@link ImportConflict} another import deleted the staged events, or the log changed
 */
export async function importJsonl<E extends DomainEvent>(
  target: ImportTarget<E>,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const given = checked(source, options)
  const { historyId } = target.storage
  const { tail } = await orAborted(target.storage.view({ streamIds: [], commandIds: [] }), given.signal)
  const alreadyThere = tail.position
  return withStaging(target.storage, given.signal, async (staging, importId) => {
    const existing = eachEvent(target.readBatches({}))
    const lines = await stageLines({ existing, alreadyThere, staging, importId }, source, given).catch((error) => {
      // The lines were compared with another log.
      throw target.storage.historyId === historyId || !(error instanceof ImportRejected || error instanceof LogReplaced)
        ? error
        : new ImportConflict()
    })
    if (lines < alreadyThere) {
      throw new ImportRejected({
        line: lines + 1,
        problem: `expected at least ${alreadyThere} events, as many as the store has, found ${lines}`,
      })
    }
    if (!(await staging.publish(importId, lines - alreadyThere))) throw new ImportConflict()
    return { imported: lines - alreadyThere, alreadyThere, lastPosition: lines }
  })
}

/**
 * Replaces the log with an export. It stages all lines. If all are valid, they replace the old log in one transaction.
 *
 * @throws {@link ImportRejected} a line is invalid, or the file has no event and `allowEmpty` is not set
 * @throws {@link ImportConflict} another import deleted the staged events
 */
export async function replaceFromJsonl(
  storage: CompleteStorage,
  source: ImportSource,
  options: ReplaceOptions = {},
): Promise<ImportResult> {
  check('source', source, importSource)
  const { allowEmpty = false, ...given } = checkOptions(options, replaceOptions)
  return withStaging(storage, given.signal, async (staging, importId) => {
    const lines = await stageLines({ alreadyThere: 0, staging, importId }, source, given)
    if (lines === 0 && !allowEmpty) {
      const problem = 'expected at least one event, found none; set allowEmpty to replace the log with an empty one'
      throw new ImportRejected({ line: 1, problem })
    }
    if (!(await staging.replace(importId, lines, given.signal))) throw new ImportConflict()
    return { imported: lines, alreadyThere: 0, lastPosition: lines }
  })
}

/** Checks for the options of {@link importJsonl}. */
export const importOptions: Readonly<Record<keyof ImportOptions, Check>> = { onProgress: callback, signal: abortSignal }

/** Checks for the options of {@link replaceFromJsonl}. */
export const replaceOptions: Readonly<Record<keyof ReplaceOptions, Check>> = { ...importOptions, allowEmpty: flag }

function checked(source: ImportSource, options: ImportOptions): ImportOptions {
  check('source', source, importSource)
  return checkOptions(options, importOptions)
}

/** Runs an import with an empty staging area, and deletes the staged events if the import fails. */
async function withStaging(
  storage: CompleteStorage,
  signal: AbortSignal | undefined,
  work: (staging: StagingStorage, importId: string) => Promise<ImportResult>,
): Promise<ImportResult> {
  const staging = await orAborted(storage.openStaging(), signal)
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
        throw new ImportRejected({ line: line.number, problem: 'it differs from the stored event at this position' })
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
