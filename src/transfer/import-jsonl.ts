import { abortSignal, type Check, callback, check, checkOptions, flag } from '../log/argument-checks.ts'
import { type PlacedEvent, packRecords } from '../log/commit-record.ts'
import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import { ImportConflict, ImportRejected, InvalidEvent, StoreBlocked } from '../log/errors.ts'
import { eventText } from '../log/event-text.ts'
import type { ImportOptions, ImportResult, ImportSource, ReplaceOptions } from '../log/file-options.ts'
import { jsonCopy } from '../log/json-copy.ts'
import type { LogStorage, StagingStorage } from '../log/log-storage.ts'
import { orAborted } from '../log/or-aborted.ts'
import { randomId } from '../log/random-id.ts'
import { eachEvent } from '../log/read-pages.ts'
import { isSameJson } from '../log/same-json.ts'
import type { ReadableLog } from './export-jsonl.ts'
import { type ImportedEvent, ImportSequence } from './import-sequence.ts'
import { type Line, linesOf } from './lines.ts'

/** What an import writes to. */
export type ImportTarget<E extends DomainEvent> = ReadableLog<E> & {
  readonly storage: LogStorage
}

const eventsAStep = 500
// Of large events fewer wait together: a file can be larger than memory.
const textAStep = 8 * 1024 * 1024

const longestProblem = 300

const importSource: Check = [
  'a Blob, a ReadableStream that nobody reads, or a string',
  (value) => typeof value === 'string' || value instanceof Blob || (value instanceof ReadableStream && !value.locked),
]

/**
 * Reads an export back. Lines that the log already has are compared with it; the others are staged, and move into the log
 * in one transaction once the last line proved good.
 *
 * @throws {@link ImportRejected} with the first line that is not as it must be
 * @throws {@link ImportConflict} another import cleared what was staged, or the log changed
 */
export async function importJsonl<E extends DomainEvent>(
  target: ImportTarget<E>,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const given = checked(source, options)
  const { position: alreadyThere } = await orAborted(target.storage.tail(), given.signal)
  return staged(target.storage, given.signal, async (staging, importId) => {
    const existing = eachEvent(target.readBatches({}))
    const lines = await stageLines({ existing, alreadyThere, staging, importId }, source, given)
    if (lines < alreadyThere) {
      throw new ImportRejected({
        line: lines + 1,
        problem: `the file ends, but the store holds ${alreadyThere} events`,
      })
    }
    if (!(await staging.publish(importId, lines - alreadyThere))) throw new ImportConflict()
    return { imported: lines - alreadyThere, alreadyThere, lastPosition: lines }
  })
}

/**
 * Replaces the log by an export. All lines are staged, and take the place of the old log in one transaction once the last one
 * proved good.
 *
 * @throws {@link ImportRejected} with the first line that is not as it must be, or no line has an event
 * @throws {@link ImportConflict} another import cleared what was staged
 */
export async function replaceFromJsonl(
  storage: LogStorage,
  source: ImportSource,
  options: ReplaceOptions = {},
): Promise<ImportResult> {
  check('source', source, importSource)
  const { allowEmpty = false, ...given } = checkOptions(options, replaceOptions)
  return staged(storage, given.signal, async (staging, importId) => {
    const lines = await stageLines({ alreadyThere: 0, staging, importId }, source, given)
    if (lines === 0 && !allowEmpty) {
      const problem = 'expected an event, found no line with one; set allowEmpty to make the log empty'
      throw new ImportRejected({ line: 1, problem })
    }
    if (!(await staging.replace(importId, lines, given.signal))) throw new ImportConflict()
    return { imported: lines, alreadyThere: 0, lastPosition: lines }
  })
}

/** The options of an import. */
export const importOptions: Readonly<Record<keyof ImportOptions, Check>> = { onProgress: callback, signal: abortSignal }

/** The options of a replacement. */
export const replaceOptions: Readonly<Record<keyof ReplaceOptions, Check>> = { ...importOptions, allowEmpty: flag }

function checked(source: ImportSource, options: ImportOptions): ImportOptions {
  check('source', source, importSource)
  return checkOptions(options, importOptions)
}

/** Does an import with an empty place to stage it in, and leaves nothing there when it fails. */
async function staged(
  storage: LogStorage,
  signal: AbortSignal | undefined,
  work: (staging: StagingStorage, importId: string) => Promise<ImportResult>,
): Promise<ImportResult> {
  const staging = await orAborted(storage.openStaging(), signal)
  const importId = randomId()
  // What an import left behind that a crash cut off.
  await orAborted(staging.drop(), signal)
  try {
    return await work(staging, importId)
  } catch (error) {
    // The reason why the import failed counts, not that tidying up failed too: the next import tidies up again.
    const tidiedUp = staging.drop(importId).catch(() => {})
    // The database may not answer, or not before another tab lets go of it.
    if (!signal?.aborted && !(error instanceof StoreBlocked)) await tidiedUp
    throw error
  }
}

/** Where the lines of a file go. */
type Staged = {
  readonly staging: StagingStorage
  readonly importId: string
  /** How many of the first lines are compared with the events of the log instead of being staged. */
  readonly alreadyThere: number
  readonly existing?: AsyncGenerator<RecordedEvent, void, undefined>
}

/** @returns how many lines there were */
async function stageLines(
  { staging, importId, alreadyThere, existing }: Staged,
  source: ImportSource,
  { onProgress, signal }: ImportOptions,
): Promise<number> {
  const sequence = new ImportSequence()
  let batch: PlacedEvent[] = []
  let commandBefore: string | undefined
  let waiting = 0
  let bytes = 0
  const stage = async (): Promise<void> => {
    await orAborted(staging.add(importId, packRecords(batch, commandBefore)), signal)
    commandBefore = sequence.commandId
    batch = []
    waiting = 0
  }

  signal?.throwIfAborted()
  const onBytes = (read: number): void => {
    bytes = read
  }
  for await (const line of linesOf(source, { signal, onBytes })) {
    const placed = take(sequence, line)
    if (line.number <= alreadyThere) {
      const value = (await existing?.next())?.value
      if (!value || !isSame(placed.line, value)) {
        throw new ImportRejected({ line: line.number, problem: 'it is not the event that the store holds there' })
      }
      commandBefore = sequence.commandId
    } else {
      batch.push(placed)
      waiting += placed.line.length
      if (batch.length === eventsAStep || waiting > textAStep) await stage()
    }
    if (line.number % eventsAStep === 0) {
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
  // Also when the fields stand in another order.
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
    // A line can put millions of characters into its message.
    const shown = problem.length > longestProblem ? `${problem.slice(0, longestProblem)}…` : problem
    throw new ImportRejected({ line: line.number, problem: shown }, { cause })
  }
}
