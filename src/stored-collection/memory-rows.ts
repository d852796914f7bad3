import { StorageFailed, StoreClosed } from '../events/errors.ts'
import {
  type Answer,
  type EntryRange,
  type Generation,
  isSameContent,
  isSameRevision,
  type ParkedRow,
  type RowChanges,
  type RowStorage,
  type StoredRow,
} from './row-storage.ts'
import { SortedEntries } from './sorted-entries.ts'

type MemoryGeneration = {
  record: Generation
  readonly rows: Map<string, StoredRow>
  readonly entries: SortedEntries
  readonly parked: Map<number, ParkedRow>
}

/** The generations of all collections over one log in memory, by id. */
export type MemoryGenerations = Map<string, MemoryGeneration>

/** Keeps rows in memory. Like a database, it copies rows when they are stored and when they are read. */
export class MemoryRows implements RowStorage {
  readonly #generations: MemoryGenerations
  #isClosed = false

  /** @param generations the generations to share with other collections over the same log */
  constructor(generations: MemoryGenerations) {
    this.#generations = generations
  }

  async generations(name: string): Promise<readonly Generation[]> {
    this.#assertOpen()
    return [...this.#generations.values()].map(({ record }) => record).filter((record) => record.name === name)
  }

  async add(record: Generation, unfit: Generation | undefined): Promise<Generation> {
    this.#assertOpen()
    const stored = unfit && this.#generations.get(unfit.id)
    if (stored && isSameRevision(stored.record, unfit)) stored.record = { ...stored.record, state: 'removing' }
    for (const { record: known } of this.#generations.values()) {
      if (known.state !== 'removing' && isSameContent(known, record)) return known
    }
    this.#generations.set(record.id, { record, rows: new Map(), entries: new SortedEntries(), parked: new Map() })
    return record
  }

  async rows(id: string, keys: readonly string[]): Promise<Answer<readonly (StoredRow | undefined)[]>> {
    return this.#answer(id, [], ({ rows }) => keys.map((key) => copied(rows.get(key))))
  }

  async range(id: string, range: EntryRange): Promise<Answer<readonly StoredRow[]>> {
    return this.#answer(id, [], ({ rows, entries }) =>
      entries.keysIn(range).flatMap((key) => copied(rows.get(key)) ?? []),
    )
  }

  async count(id: string, range: EntryRange | undefined): Promise<Answer<number>> {
    return this.#answer(id, 0, ({ rows, entries }) => (range ? entries.keysIn(range).length : rows.size))
  }

  async parked(id: string): Promise<Answer<readonly ParkedRow[]>> {
    return this.#answer(id, [], ({ parked }) => [...parked.values()].sort((a, b) => a.position - b.position))
  }

  async write(from: Generation, to: Generation, changes: RowChanges): Promise<boolean> {
    this.#assertOpen()
    const generation = this.#generations.get(from.id)
    if (!generation || !isSameRevision(generation.record, from)) return false
    // Copies all rows before the first change. If a row cannot be copied, nothing must change.
    const put = Array.from(changes.put, stored)
    const { rows, entries, parked } = generation
    for (const key of changes.delete) {
      for (const entry of rows.get(key)?.entries ?? []) entries.delete(entry)
      rows.delete(key)
    }
    for (const row of put) {
      for (const entry of rows.get(row.key)?.entries ?? []) entries.delete(entry)
      for (const entry of row.entries) entries.set(entry, row.key)
      rows.set(row.key, row)
    }
    for (const one of changes.park) parked.set(one.position, one)
    for (const position of changes.unpark) parked.delete(position)
    generation.record = to
    return true
  }

  async remove(id: string): Promise<void> {
    this.#assertOpen()
    this.#generations.delete(id)
  }

  close(): void {
    this.#isClosed = true
  }

  #answer<Result>(id: string, missing: Result, read: (generation: MemoryGeneration) => Result): Answer<Result> {
    this.#assertOpen()
    const generation = this.#generations.get(id)
    if (!generation || generation.record.state === 'removing') return { generation: undefined, result: missing }
    return { generation: generation.record, result: read(generation) }
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new StoreClosed()
  }
}

function copied(row: StoredRow | undefined): StoredRow | undefined {
  return row && { ...row, row: structuredClone(row.row) }
}

function stored(row: StoredRow): StoredRow {
  try {
    return { ...row, row: structuredClone(row.row) }
  } catch (cause) {
    throw new StorageFailed({ cause })
  }
}
