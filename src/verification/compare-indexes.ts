import { LogCorrupted } from '../events/errors.ts'
import type { CommitRecord } from '../storage/indexeddb/commit-record.ts'
import type { LogInspection } from '../storage/indexeddb/inspection.ts'
import type { CommitSequence } from './commit-sequence.ts'

/** Checks that both indexes have an entry for each stream and command of each commit. @throws {@link LogCorrupted} an entry is missing */
export async function compareIndexes(inspection: LogInspection, records: readonly CommitRecord[]): Promise<void> {
  const heads = records.flatMap(({ streams, position }) => streams.map((head) => ({ head, position })))
  const commands = records.flatMap(({ commandIds = [], position }) => commandIds.map((id) => ({ id, position })))
  const [byStream, byCommand] = await Promise.all([
    inspection.findStreams(heads.map(({ head }) => head)),
    inspection.findCommands(commands.map(({ id }) => id)),
  ])
  const lost = [
    heads.find(({ position }, entry) => byStream[entry] !== position),
    commands.find(({ position }, entry) => byCommand[entry] !== position),
  ].flatMap((found) => found?.position ?? [])
  if (lost.length === 0) return
  throw new LogCorrupted({ position: Math.min(...lost), problem: 'an index entry for its commit is missing or wrong' })
}

/** Checks that the indexes have no other entries. @throws {@link LogCorrupted} an index has more entries than the commits */
export async function compareSizes(
  inspection: LogInspection,
  { position, indexEntries, commands }: CommitSequence,
): Promise<void> {
  const sizes = await inspection.indexSizes()
  const later = await inspection.records(position + 1, 1)
  // The indexes have entries for events that were appended during the check.
  if (later.length > 0 || (sizes.streams === indexEntries && sizes.commands === commands)) return
  throw new LogCorrupted({ position: position + 1, problem: 'an index has entries without a commit' })
}
