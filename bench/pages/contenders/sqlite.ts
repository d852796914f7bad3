import type { BankEvent } from '../../../examples/bank-events.ts'
import type { VersionedEvent } from '../check.ts'
import type { GeneratedLog } from '../generated-events.ts'
import { type Contender, UnsupportedLog } from '../log.ts'
import type { SqliteAnswer, SqliteCall } from '../sqlite-call.ts'
import type { Totals } from '../totals.ts'

const worker = new Worker(new URL('../sqlite-worker.ts', import.meta.url), { type: 'module' })
const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
let calls = 0

worker.addEventListener('message', ({ data: { id, result, error } }: MessageEvent<SqliteAnswer>) => {
  const asked = waiting.get(id)
  waiting.delete(id)
  if (error === undefined) asked?.resolve(result)
  else asked?.reject(new Error(error))
})

worker.addEventListener('error', ({ message }) => {
  for (const { reject } of waiting.values()) reject(new Error(`SQLite's worker: ${message}`))
})

// Sound: the worker posts the result of the called method.
function call<Result>(log: string, method: SqliteCall['method'], ...values: readonly unknown[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    const id = ++calls
    waiting.set(id, { resolve: (result) => resolve(result as Result), reject })
    worker.postMessage({ id, log, method, values } satisfies SqliteCall)
  })
}

/** Calls the worker from the page. */
class SqliteInWorker extends UnsupportedLog {
  readonly #name: string

  constructor(name: string) {
    super()
    this.#name = name
  }

  override append(streamId: string, event: BankEvent, expectedVersion?: number): Promise<unknown> {
    return call(this.#name, 'append', streamId, event, expectedVersion)
  }

  override appendBatch(streamId: string, events: readonly BankEvent[], expectedVersion: number): Promise<unknown> {
    return call(this.#name, 'appendBatch', streamId, events, expectedVersion)
  }

  override async load({ count }: GeneratedLog, from: number, to: number): Promise<void> {
    await call(this.#name, 'load', count, from, to)
  }

  override totals(): Promise<Totals> {
    return call(this.#name, 'totals')
  }

  override readStream(streamId: string): Promise<readonly VersionedEvent[]> {
    return call(this.#name, 'readStream', streamId)
  }

  override async keepSnapshot(): Promise<void> {
    await call(this.#name, 'keepSnapshot')
  }

  override firstTotals(): Promise<Totals> {
    return call(this.#name, 'firstTotals')
  }

  override async prepareSeeking(): Promise<void> {
    await call(this.#name, 'prepareSeeking')
  }

  override totalsAt(position: number): Promise<Totals> {
    return call(this.#name, 'totalsAt', position)
  }

  override async close(): Promise<void> {
    await call(this.#name, 'close')
  }
}

export default {
  async open(name) {
    await call(name, 'open')
    return new SqliteInWorker(name)
  },
  async remove(name) {
    await call(name, 'remove')
  },
} satisfies Contender
