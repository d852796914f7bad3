import type { CommitRecord } from '../log/commit-record.ts'
import type { LogInspection } from '../log/log-storage.ts'
import type { PackedEvents } from '../log/packed-events.ts'

/** What of a log in memory can be inspected. */
type Inspected = {
  readonly records: readonly CommitRecord[]
  readonly byStream: ReadonlyMap<string, readonly { readonly lastVersion: number; readonly record: CommitRecord }[]>
  readonly byCommand: ReadonlyMap<string, CommitRecord>
}

/** Shows the records and the index entries of a log in memory as they are. */
export class MemoryInspection implements LogInspection {
  readonly #log: Inspected
  readonly #assertOpen: () => void

  constructor(log: Inspected, assertOpen: () => void) {
    this.#log = log
    this.#assertOpen = assertOpen
  }

  async records(from: number, maxRecords: number): Promise<readonly CommitRecord[]> {
    this.#assertOpen()
    return this.#log.records.filter(({ position }) => position >= from).slice(0, maxRecords)
  }

  async findStreams(heads: CommitRecord['streams']): Promise<readonly (number | undefined)[]> {
    this.#assertOpen()
    return heads.map(([streamId, version]) => {
      const entries = this.#log.byStream.get(streamId) ?? []
      return entries.find(({ lastVersion }) => lastVersion === version)?.record.position
    })
  }

  async findCommands(commandIds: readonly string[]): Promise<readonly (number | undefined)[]> {
    this.#assertOpen()
    return commandIds.map((commandId) => this.#log.byCommand.get(commandId)?.position)
  }

  async pages(): Promise<readonly PackedEvents[]> {
    return []
  }

  async dropPages(): Promise<void> {}

  async indexSizes(): Promise<{ streams: number; commands: number }> {
    this.#assertOpen()
    const streams = [...this.#log.byStream.values()].reduce((sum, { length }) => sum + length, 0)
    return { streams, commands: this.#log.byCommand.size }
  }
}
