import { clearDocument, IndexeddbPersistence, storeState } from 'y-indexeddb'
import * as Y from 'yjs'
import type { BankEvent } from '../../../examples/bank-events.ts'
import type { GeneratedLog } from '../generated-events.ts'
import { type Contender, NoPart } from '../log.ts'
import { apply, noTotals, type Totals, type TotalsAt } from '../totals.ts'

/**
 * A shared array of events. A document is loaded whole or not at all, so whoever wants a state from the database loads it;
 * and y-indexeddb never says when an update is stored, so there is nothing to await after an append.
 */
class YjsLog extends NoPart {
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
    // What it does by itself a while after five hundred updates.
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
    if (!snapshot) throw new Error('there is no snapshot')
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
