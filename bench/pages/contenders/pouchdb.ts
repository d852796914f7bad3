import PouchDB from 'pouchdb-browser'
import type { BankEvent } from '../../../examples/bank-events.ts'
import type { VersionedEvent } from '../check.ts'
import { type GeneratedLog, type NewEvent, newEvent } from '../generated-events.ts'
import { HandWrittenLog, type StateName } from '../hand-written-log.ts'
import type { Contender } from '../log.ts'
import type { TotalsAt } from '../totals.ts'

const pageSize = 1_000

/**
 * PouchDB recommends meaningful ids. Here the id is stream and version. A stream is a range of `allDocs`, and two writers
 * get a conflict on the same id. The changes feed is the order of the log. PouchDB has no transactions, so the only writing
 * tab counts the versions.
 */
class PouchLog extends HandWrittenLog {
  readonly #events: PouchDB<NewEvent>
  readonly #states: PouchDB<TotalsAt>
  readonly #heads = new Map<string, number>()

  constructor(name: string) {
    super()
    this.#events = new PouchDB(name)
    this.#states = new PouchDB(`${name} states`)
  }

  override async append(streamId: string, event: BankEvent, expectedVersion?: number): Promise<unknown> {
    const [document] = this.#documents(streamId, [event], expectedVersion)
    return document && this.#events.put(document)
  }

  override appendBatch(streamId: string, events: readonly BankEvent[], expectedVersion?: number): Promise<void> {
    return this.#insert(this.#documents(streamId, events, expectedVersion))
  }

  override async load(log: GeneratedLog, from: number, to: number): Promise<void> {
    for (const events of log.batches(from, to)) {
      await this.#insert(events.map((event) => ({ ...event, _id: idOf(event.streamId, event.version) })))
    }
  }

  override async readStream(streamId: string): Promise<readonly VersionedEvent[]> {
    const range = { startkey: idOf(streamId, 0), endkey: idOf(streamId, 99_999_999) }
    const { rows } = await this.#events.allDocs({ ...range, include_docs: true })
    return rows.map(({ doc }) => doc)
  }

  override async close(): Promise<void> {
    await this.#events.close()
    await this.#states.close()
  }

  protected override onAppend(listener: () => void): void {
    this.#events.changes({ since: 'now', live: true }).on('change', listener)
  }

  protected override async eachPage(
    after: number,
    atPosition: number,
    onPage: (events: readonly BankEvent[]) => void,
  ): Promise<void> {
    for (let last = after; last < atPosition; ) {
      const limit = Math.min(pageSize, atPosition - last)
      const { results } = await this.#events.changes({ since: last, limit, include_docs: true })
      onPage(results.map(({ doc }) => doc))
      if (results.length < limit) return
      last += results.length
    }
  }

  protected override saveState(name: StateName, state: TotalsAt): Promise<unknown> {
    return this.#states.put({ ...state, _id: idOf(name, state.position) })
  }

  protected override async latestState(name: StateName, atOrBefore: number): Promise<TotalsAt | undefined> {
    const range = { startkey: idOf(name, Math.min(atOrBefore, 99_999_999)), endkey: idOf(name, 0) }
    const { rows } = await this.#states.allDocs({ ...range, descending: true, limit: 1, include_docs: true })
    return rows[0]?.doc
  }

  #documents(streamId: string, events: readonly BankEvent[], expectedVersion?: number) {
    const head = expectedVersion ?? this.#heads.get(streamId) ?? 0
    this.#heads.set(streamId, head + events.length)
    return events.map((event, index) => {
      const version = head + index + 1
      return { ...newEvent(event, streamId, version), _id: idOf(streamId, version) }
    })
  }

  async #insert(documents: (NewEvent & { readonly _id: string })[]): Promise<void> {
    const refused = (await this.#events.bulkDocs(documents)).filter(({ error }) => error)
    if (refused.length > 0) throw new Error(`${refused.length} of ${documents.length} events already exist`)
  }
}

export default {
  open: async (name) => new PouchLog(name),
  async remove(name) {
    await new PouchDB(name).destroy()
    await new PouchDB(`${name} states`).destroy()
  },
} satisfies Contender

function idOf(name: string, count: number): string {
  return `${name}|${String(count).padStart(8, '0')}`
}
