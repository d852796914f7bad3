import {
  ConcurrencyConflict,
  type EventStore,
  exportJsonl,
  LiveProjection,
  openEventStore,
  replaceFromJsonl,
  verifyLog,
} from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { Timeline } from 'rewindable/time-travel'
import { type BankEvent, moneyDeposited } from '../../../examples/bank-account.ts'
import { type DepositSummary, depositSummary } from '../../deposit-summary.ts'

/** The data that a tab shows about its log. */
export type Shown = {
  readonly live: DepositSummary
  readonly timeline: DepositSummary
  readonly positions: readonly number[]
  readonly statuses: readonly string[]
}

/** The functions that the page offers to the tests. */
class ReplacementTab {
  readonly #store: EventStore<BankEvent>
  readonly #live: LiveProjection<DepositSummary, BankEvent>
  readonly #timeline: Timeline<DepositSummary, BankEvent>
  #isAppending = false
  readonly errors: string[] = []
  /** The number of acknowledged appends and of version conflicts. */
  readonly appends = { acknowledged: 0, conflicts: 0 }

  private constructor(store: EventStore<BankEvent>) {
    this.#store = store
    this.#live = new LiveProjection(store, depositSummary)
    this.#timeline = new Timeline(store, depositSummary)
    this.#live.addEventListener('error', (event) => this.errors.push(String((event as CustomEvent).detail)))
  }

  static async open(storeName: string): Promise<void> {
    window.replacementTab = new ReplacementTab(await openEventStore<BankEvent>(storeName))
  }

  /** Returns the export of a log. Every file has the same stream names but other versions. */
  static async fileOf(mark: string, events: number): Promise<string> {
    const store = createEventStore<BankEvent>(new MemoryStorage(mark))
    const streamOf = (index: number): string => `account:${index % (mark.length + 1)}`
    await Promise.all(
      Array.from({ length: events }, (_, index) =>
        store.append(streamOf(index), moneyDeposited(1, `${mark} ${index}`)),
      ),
    )
    return new Response(exportJsonl(store)).text()
  }

  async replace(mark: string, events: number): Promise<void> {
    await replaceFromJsonl(this.#store, await ReplacementTab.fileOf(mark, events), { allowEmpty: events === 0 })
  }

  /** Starts a replacement with a file that never ends. `window.staged` resolves when most of its lines are processed. */
  replaceSlowly(mark: string, events: number): void {
    window.staged = ReplacementTab.fileOf(mark, events).then(
      (file) =>
        new Promise<void>((staged) => {
          const source = new ReadableStream<Uint8Array>({
            start: (controller) => controller.enqueue(new TextEncoder().encode(file)),
          })
          void replaceFromJsonl(this.#store, source, {
            onProgress: ({ lines }) => {
              if (lines >= events - 500) staged()
            },
          })
        }),
    )
  }

  /** Appends continuously. Each append expects the last stream version that this tab knows. */
  async appendUntilStopped(): Promise<void> {
    this.#isAppending = true
    const versions = new Map<string, number>()
    for (let round = 0; this.#isAppending; round += 1) {
      const streamId = `account:${round % 4}`
      const expectedVersion = versions.get(streamId) ?? 0
      try {
        const appended = await this.#store.append(streamId, moneyDeposited(1, `own ${round}`), { expectedVersion })
        versions.set(streamId, appended.streamVersion)
        this.appends.acknowledged += 1
      } catch (error) {
        if (!(error instanceof ConcurrencyConflict)) throw error
        versions.set(streamId, error.actualVersion)
        this.appends.conflicts += 1
      }
    }
  }

  stopAppending(): void {
    this.#isAppending = false
  }

  get shown(): Shown {
    const { state, position, error } = this.#timeline.getSnapshot()
    return {
      live: this.#live.state,
      timeline: state,
      positions: [this.#live.position, position],
      statuses: [this.#live.status, String(error)],
    }
  }

  /** Returns position, stream, version and note of each event that this tab reads. */
  async read(): Promise<string[]> {
    const lines: string[] = []
    for await (const { streamId, streamVersion, globalPosition, data } of this.#store.readAll()) {
      lines.push(`${globalPosition} ${streamId} ${streamVersion} ${'note' in data ? data.note : ''}`)
    }
    return lines
  }

  async verify(): Promise<unknown> {
    return verifyLog(this.#store)
  }
}

declare global {
  interface Window {
    ReplacementTab: typeof ReplacementTab
    replacementTab: ReplacementTab
    staged: Promise<unknown>
  }
}

window.ReplacementTab = ReplacementTab
