import { QuotaExceeded, StorageFailed, StoreClosed } from 'rewindable'
import * as adapter from 'rewindable/adapter'

type Texts = Pick<Storage, 'getItem' | 'setItem'>

/**
 * Keeps a log in `localStorage`, one item per commit. A Web Lock excludes the writers of other tabs. Browsers may still deliver a write
 * of another tab late, and pages without https have no Web Locks. If a lost event matters, let only one tab write.
 */
export class LocalStorageAdapter implements adapter.LogStorage {
  readonly logId: string
  readonly documents: adapter.DocumentStorage
  readonly #texts: Texts
  readonly #name: string
  readonly #events: adapter.StoredEvent[] = []
  readonly #streams = new Map<string, adapter.StoredEvent[]>()
  readonly #commands = new Map<string, number>()
  #isClosed = false

  /** Opens a log. The lock prevents two tabs from creating it with two ids. */
  static open(texts: Texts, name: string): Promise<LocalStorageAdapter> {
    return exclusively(name, () => new LocalStorageAdapter(texts, name))
  }

  private constructor(texts: Texts, name: string) {
    this.#texts = texts
    this.#name = name
    // Pages without https have no crypto.randomUUID.
    this.logId = this.#get('log id') ?? crypto.getRandomValues(new Uint32Array(4)).join('-')
    this.#set('log id', this.logId)
    this.documents = new adapter.TextDocuments({
      get: (key) => this.#get(key),
      set: (key, text) => this.#set(key, text),
      exclusively: (step) => exclusively(name, step),
    })
  }

  append(question: adapter.LogQuestion, decide: adapter.Decide): Promise<void> {
    return exclusively(this.#name, () => {
      const events = decide(this.#answer(question)) ?? []
      // One item is stored completely or not at all.
      if (events[0]) this.#set(`commit ${events[0].globalPosition}`, JSON.stringify(events))
    })
  }

  async view(question: adapter.LogQuestion): Promise<adapter.LogView> {
    return this.#answer(question)
  }

  async read(range: adapter.ReadRange): Promise<adapter.EventChunk[]> {
    this.#readNewCommits()
    return chunksIn(this.#events, range)
  }

  async readStream(streamId: string, range: adapter.ReadRange): Promise<adapter.StreamChunks> {
    this.#readNewCommits()
    const events = this.#streams.get(streamId) ?? []
    return { version: events.length, chunks: chunksIn(events, range) }
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  #answer({ streamIds, commandIds }: adapter.LogQuestion): adapter.LogView {
    this.#readNewCommits()
    const { globalPosition = 0, recordedAt = 0 } = this.#events.at(-1) ?? {}
    const recorded = commandIds.map((id) => [id, this.#commands.get(id)] as const)
    return {
      tail: { position: globalPosition, recordedAt },
      heads: new Map(streamIds.map((id) => [id, this.#streams.get(id)?.length ?? 0])),
      recordedCommands: new Map(recorded.flatMap(([id, position]) => (position ? [[id, position]] : []))),
    }
  }

  #readNewCommits(): void {
    for (;;) {
      const text = this.#get(`commit ${this.#events.length + 1}`)
      if (text === null) return
      for (const event of this.#use((): adapter.StoredEvent[] => JSON.parse(text))) {
        const stream = this.#streams.get(event.streamId) ?? []
        this.#streams.set(event.streamId, stream)
        for (const events of [this.#events, stream]) events.push(event)
        const { commandId } = event
        if (commandId && !this.#commands.has(commandId)) this.#commands.set(commandId, event.globalPosition)
      }
    }
  }

  #get(key: string): string | null {
    return this.#use(() => this.#texts.getItem(`${this.#name} ${key}`))
  }

  #set(key: string, text: string): void {
    this.#use(() => this.#texts.setItem(`${this.#name} ${key}`, text))
  }

  #use<Result>(access: () => Result): Result {
    if (this.#isClosed) throw new StoreClosed()
    try {
      return access()
    } catch (cause) {
      throw (cause as Error).name === 'QuotaExceededError' ? new QuotaExceeded({ cause }) : new StorageFailed({ cause })
    }
  }
}

/** Runs a step while no other tab runs one on this log. Without Web Locks, only this tab is excluded. */
async function exclusively<Result>(name: string, step: () => Result): Promise<Result> {
  const locks: LockManager | undefined = globalThis.navigator?.locks
  return locks ? await locks.request(`log ${name}`, async () => step()) : step()
}

/** Cuts a range out of events that are numbered from 1. */
function chunksIn(events: adapter.StoredEvent[], { from, to, direction, maxEvents }: adapter.ReadRange) {
  const inRange = events.slice(from - 1, to)
  return adapter.chunksOf(direction === 'forward' ? inRange.slice(0, maxEvents) : inRange.slice(-maxEvents), direction)
}
