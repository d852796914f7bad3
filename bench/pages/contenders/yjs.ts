import { clearDocument, IndexeddbPersistence, storeState } from 'y-indexeddb'
import * as Y from 'yjs'
import type { BankEvent } from '../../../examples/bank-events.ts'
import type { GeneratedLog } from '../generated-events.ts'
import { type Contender, UnsupportedLog } from '../log.ts'
import { apply, noTotals, type Totals, type TotalsAt } from '../totals.ts'

/**
 * A shared array of events. Reading a state from the database requires loading the whole document. y-indexeddb does not report
 * when an update is stored, so an append cannot be awaited.
 */
class YjsLog extends UnsupportedLog {
  readonly #name: string
  readonly #document: Y.Doc
  readonly #persistence: IndexeddbPersistence

  constructor(name: string, document: Y.Doc, persistence: IndexeddbPersistence) {
    super()
    this.#name = name
    this.#document = document
    this.#persistence = persistence
  }

  static async open(name: string): Promise<YjsLog> {
    const document = new Y.Doc()
    const persistence = new IndexeddbPersistence(name, document)
    await persistence.whenSynced
    return new YjsLog(name, document, persistence)
  }

  override async load(log: GeneratedLog, from: number, to: number): Promise<void> {
    for (const events of log.batches(from, to)) this.#events.push(events)
    // y-indexeddb merges its updates automatically some time after 500 updates. This call forces the merge.
    await storeState(this.#persistence, true)
  }

  override async totals(): Promise<Totals> {
    const fresh = await YjsLog.open(this.#name)
    const totals = folded(noTotals(), fresh.#events.toArray())
    await fresh.close()
    return totals
  }

  override async keepSnapshot(): Promise<void> {
    const totals = folded(noTotals(), this.#events.toArray())
    this.#states.set('snapshot', { position: totals.count, totals })
  }

  override async firstTotals(): Promise<Totals> {
    const snapshot = this.#states.get('snapshot')
    if (!snapshot) throw new Error('Expected a snapshot, found none')
    return folded(structuredClone(snapshot.totals), this.#events.slice(snapshot.position))
  }

  override async close(): Promise<void> {
    await this.#persistence.destroy()
    this.#document.destroy()
  }

  get #events(): Y.Array<BankEvent> {
    return this.#document.getArray('events')
  }

  get #states(): Y.Map<TotalsAt> {
    return this.#document.getMap('states')
  }
}

export default {
  open: (name) => YjsLog.open(name),
  remove: (name) => clearDocument(name),
} satisfies Contender

function folded(totals: Totals, events: readonly BankEvent[]): Totals {
  for (const event of events) apply(totals, event)
  return totals
}
