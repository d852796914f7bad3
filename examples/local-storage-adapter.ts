import { QuotaExceeded, StoreClosed } from 'rewindable'
import {
  chunksOf,
  type Decide,
  type DocumentStorage,
  type EventChunk,
  type LogQuestion,
  type LogStorage,
  type LogView,
  type ReadRange,
  type StoredEvent,
  type StreamChunks,
  TextDocuments,
} from 'rewindable/adapter'

type Texts = Pick<Storage, 'getItem' | 'setItem'>

/**
 * Keeps a log in `localStorage`, one item a commit. `localStorage` has no transactions between tabs: let only one tab write, or take a
 * Web Lock in `append`.
 */
export class LocalStorageAdapter implements LogStorage {
  readonly logId: string
  readonly documents: DocumentStorage
  readonly #texts: Texts
  readonly #name: string
  /** The events of all commits read so far. */
  readonly #events: StoredEvent[] = []
  readonly #streams = new Map<string, StoredEvent[]>()
  readonly #commands = new Map<string, number>()
  #isClosed = false

  constructor(texts: Texts, name: string) {
    this.#texts = texts
    this.#name = name
    this.logId = this.#get('log id') ?? crypto.randomUUID()
    this.#set('log id', this.logId)
    this.documents = new TextDocuments({
      get: (key) => this.#get(key),
      set: (key, text) => this.#set(key, text),
    })
  }

  async append(question: LogQuestion, decide: Decide): Promise<void> {
    // Nothing here waits, so no other append of this tab comes in between. One item is stored completely or not at all.
    const events = decide(this.#answer(question)) ?? []
    if (events[0]) this.#set(`commit ${events[0].globalPosition}`, JSON.stringify(events))
  }

  async view(question: LogQuestion): Promise<LogView> {
    return this.#answer(question)
  }

  async read({ from, to, direction, maxEvents }: ReadRange): Promise<readonly EventChunk[]> {
    this.#readNewCommits()
    const first = direction === 'forward' ? from : Math.max(from, to - maxEvents + 1)
    const last = direction === 'forward' ? Math.min(to, from + maxEvents - 1) : to
    return chunksOf(this.#events.slice(first - 1, last), direction)
  }

  async readStream(streamId: string, { from, to, direction, maxEvents }: ReadRange): Promise<StreamChunks> {
    this.#readNewCommits()
    const events = this.#streams.get(streamId) ?? []
    const wanted = events.slice(from - 1, to)
    const next = direction === 'forward' ? wanted.slice(0, maxEvents) : wanted.slice(-maxEvents)
    return { version: events.length, chunks: chunksOf(next, direction) }
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  #answer({ streamIds, commandIds }: LogQuestion): LogView {
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
      for (const event of JSON.parse(text) as StoredEvent[]) {
        const { streamId, commandId, globalPosition } = event
        this.#events.push(event)
        const stream = this.#streams.get(streamId)
        if (stream) stream.push(event)
        else this.#streams.set(streamId, [event])
        if (commandId && !this.#commands.has(commandId)) this.#commands.set(commandId, globalPosition)
      }
    }
  }

  #get(key: string): string | null {
    if (this.#isClosed) throw new StoreClosed()
    return this.#texts.getItem(`${this.#name} ${key}`)
  }

  #set(key: string, text: string): void {
    try {
      this.#texts.setItem(`${this.#name} ${key}`, text)
    } catch (cause) {
      throw new QuotaExceeded({ cause })
    }
  }
}
