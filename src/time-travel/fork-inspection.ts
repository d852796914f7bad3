import { type CommitRecord, packRecords } from '../log/commit-record.ts'
import type { RecordedEvent } from '../log/domain-event.ts'
import type { LogInspection } from '../log/log-storage.ts'
import type { PackedEvents } from '../log/packed-events.ts'
import { placed, type SharedPast } from './shared-past.ts'

/** Shows a fork as it is stored, in which each event of the shared past counts as a commit. */
export class ForkInspection implements LogInspection {
  readonly #own: LogInspection
  readonly #past: SharedPast

  constructor(own: LogInspection, past: SharedPast) {
    this.#own = own
    this.#past = past
  }

  async records(from: number, maxRecords: number): Promise<readonly CommitRecord[]> {
    const own = await this.#own.records(from, maxRecords)
    this.#past.assertThere()
    const records: CommitRecord[] = []
    let before: RecordedEvent | undefined
    for await (const event of this.#events(from - 1, maxRecords + 1)) {
      if (event.globalPosition >= from) records.push(...packRecords([placed(event)], before?.commandId))
      before = event
    }
    this.#past.assertThere()
    return [...records, ...own].slice(0, maxRecords)
  }

  async findStreams(heads: CommitRecord['streams']): Promise<readonly (number | undefined)[]> {
    const own = await this.#own.findStreams(heads)
    const before = heads.map(async ([streamId, version]) => {
      const range = { from: version, to: version, direction: 'forward', maxRecords: 1 } as const
      return (await this.#past.readStream(streamId, range))[0]?.position
    })
    return (await Promise.all(before)).map((position, entry) => position ?? own[entry])
  }

  async findCommands(commandIds: readonly string[]): Promise<readonly (number | undefined)[]> {
    const own = await this.#own.findCommands(commandIds)
    const before = commandIds.map((commandId) => this.#past.readCommand(commandId))
    return (await Promise.all(before)).map(([first], entry) => first?.globalPosition ?? own[entry])
  }

  async pages(): Promise<readonly PackedEvents[]> {
    return []
  }

  async dropPages(): Promise<void> {}

  async indexSizes(): Promise<{ streams: number; commands: number }> {
    let { streams, commands } = await this.#own.indexSizes()
    let before: string | undefined
    for await (const { commandId } of this.#events(1, Infinity)) {
      streams += 1
      if (commandId !== undefined && commandId !== before) commands += 1
      before = commandId
    }
    this.#past.assertThere()
    return { streams, commands }
  }

  #events(from: number, count: number): AsyncIterable<RecordedEvent> {
    const end = Math.min(this.#past.tail.position, from + count - 1)
    return this.#past.origin.readAll({ fromPosition: Math.max(1, from), toPosition: end })
  }
}
