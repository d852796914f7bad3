import { abortSignal, type Check, callback, check, checkOptions } from '../log/argument-checks.ts'
import { type PlacedEvent, packRecords } from '../log/commit-record.ts'
import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import { ImportRejected, InvalidEvent } from '../log/errors.ts'
import type { ImportOptions, ImportResult, ImportSource } from '../log/event-store.ts'
import { eventText } from '../log/event-text.ts'
import { jsonCopy } from '../log/json-copy.ts'
import type { LogStorage, StagingStorage } from '../log/log-storage.ts'
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
 */
export async function importJsonl<E extends DomainEvent>(
  target: ImportTarget<E>,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<ImportResult> {
  check('source', source, importSource)
  const given = checkOptions(options, { onProgress: callback, signal: abortSignal })
  const { position: alreadyThere } = await target.storage.tail()
  const staging = await target.storage.openStaging()
  const importId = randomId()
  // What an import left behind that a crash cut off.
  await staging.drop()
  try {
    const lines = await stageLines(target, staging, importId, alreadyThere, source, given)
    if (lines < alreadyThere) {
      throw new ImportRejected({
        line: lines + 1,
        problem: `the file ends, but the store holds ${alreadyThere} events`,
      })
    }
    if (!(await staging.publish(importId, lines - alreadyThere))) {
      const problem = 'the log changed while the file was read; import it again'
      throw new ImportRejected({ line: alreadyThere + 1, problem })
    }
    return { imported: lines - alreadyThere, alreadyThere, lastPosition: lines }
  } catch (error) {
    // The reason why the import failed counts, not that tidying up failed too: the next import tidies up again.
    await staging.drop(importId).catch(() => {})
    throw error
  }
}

/** @returns how many lines there were */
async function stageLines<E extends DomainEvent>(
  { readPages }: ImportTarget<E>,
  staging: StagingStorage,
  importId: string,
  alreadyThere: number,
  source: ImportSource,
  { onProgress, signal }: ImportOptions,
): Promise<number> {
  const existing = eachEvent(readPages({}))
  const sequence = new ImportSequence()
  let batch: PlacedEvent[] = []
  let commandBefore: string | undefined
  let waiting = 0
  let bytes = 0
  const stage = async (): Promise<void> => {
    await staging.add(importId, packRecords(batch, commandBefore))
    commandBefore = sequence.commandId
    batch = []
    waiting = 0
  }

  signal?.throwIfAborted()
  for await (const line of linesOf(source, signal)) {
    const placed = take(sequence, line)
    bytes = line.bytes
    if (line.number <= alreadyThere) {
      const { value } = await existing.next()
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
      onProgress?.({ lines: line.number, bytes: line.bytes })
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
