import { callOnChange } from '../log/call-on-change.ts'
import { disposeWith } from '../platform/dispose.ts'
import type { RowChange } from './row-batch.ts'
import type { Generation, StoredRow } from './row-storage.ts'

/** The rows of a live query, and the generation that they belong to. A missing row is `undefined`. */
export type LiveRows = { readonly generation: Generation; readonly rows: readonly (StoredRow | undefined)[] }

/** The functions with which a {@link LiveQuery} reads its rows. */
export type LiveSource<Result> = {
  readonly read: () => Promise<LiveRows>
  /** Returns whether changes can concern the rows. */
  readonly concerns: (changes: Iterable<RowChange>, generation: Generation) => boolean
  readonly resultOf: (rows: readonly (StoredRow | undefined)[]) => Result
  readonly onError: (error: unknown) => void
  /** Calls a listener when rows changed. @returns a function that ends the calls */
  readonly onChange: (listener: (changes: ReadonlyMap<string, RowChange> | undefined) => void) => () => void
}

/**
 * The rows of a query, kept up to date while there is a subscriber. Subscribers are called only when these rows changed. Rows that did not
 * change stay the same objects. All subscribers share the rows, so they must not change them.
 *
 * @example
 * ```ts
 * const open = stored.live('byOwner', { equals: 'ann' })
 * const stop = open.subscribe((todos) => render(todos))
 * ```
 */
export class LiveQuery<Result> {
  declare readonly [Symbol.dispose]: () => void
  static {
    disposeWith(LiveQuery.prototype, 'stop')
  }
  readonly #source: LiveSource<Result>
  readonly #changes = new EventTarget()
  readonly #subscriptions = new Set<() => void>()
  #shown: (LiveRows & { readonly result: Result }) | undefined
  #stopListening: (() => void) | undefined
  #reading: Promise<void> | undefined
  #isOutdated = false
  #hasFailed = false

  /** @internal */
  constructor(source: LiveSource<Result>) {
    this.#source = source
  }

  /** Returns the result, for `useSyncExternalStore`. It is the same object until the next change; `undefined`: not read yet. */
  readonly getSnapshot = (): Result | undefined => this.#shown?.result

  /**
   * Calls a listener when the rows were read for the first time, and after each change. If they were read before, calls it now. An error
   * of a read is an `error` event of the collection; the next change reads again.
   *
   * @returns a function that ends the calls. Without subscribers, the query is not kept up to date
   */
  readonly subscribe = (listener: (result: Result) => void): (() => void) => {
    const unsubscribe = callOnChange(this.#changes, () => {
      if (this.#shown) listener(this.#shown.result)
    })
    const end = (): void => {
      unsubscribe()
      this.#subscriptions.delete(end)
      if (this.#subscriptions.size > 0) return
      this.#stopListening?.()
      this.#stopListening = undefined
    }
    this.#subscriptions.add(end)
    if (!this.#stopListening) {
      this.#stopListening = this.#source.onChange(this.#onChange)
      this.#readAgain()
    }
    return end
  }

  /** Ends all subscriptions. */
  stop(): void {
    for (const end of this.#subscriptions) end()
  }

  readonly #onChange = (changes: ReadonlyMap<string, RowChange> | undefined): void => {
    const { generation } = this.#shown ?? {}
    const isUnaffected =
      changes !== undefined &&
      generation !== undefined &&
      this.#reading === undefined &&
      !this.#hasFailed &&
      !this.#source.concerns(changes.values(), generation)
    if (!isUnaffected) this.#readAgain()
  }

  /** Reads the rows. All changes during one read lead to one more read. */
  #readAgain(): void {
    this.#isOutdated = true
    this.#reading ??= this.#readChanges()
  }

  async #readChanges(): Promise<void> {
    while (this.#isOutdated && this.#stopListening) {
      this.#isOutdated = false
      try {
        this.#show(await this.#source.read())
        this.#hasFailed = false
      } catch (error) {
        this.#hasFailed = true
        if (this.#subscriptions.size > 0) this.#source.onError(error)
      }
    }
    this.#reading = undefined
  }

  #show({ generation, rows }: LiveRows): void {
    const before = this.#shown
    const isSameGeneration = before?.generation.id === generation.id
    const known = new Map(isSameGeneration ? before.rows.flatMap((row) => (row ? [[row.key, row] as const] : [])) : [])
    const next = rows.map((row) => {
      const same = row && known.get(row.key)
      return same?.changedAt === row?.changedAt ? same : row
    })
    const isSame =
      isSameGeneration && before.rows.length === next.length && next.every((row, index) => row === before.rows[index])
    if (isSame || !this.#stopListening) return
    this.#shown = { generation, rows: next, result: this.#source.resultOf(next) }
    this.#changes.dispatchEvent(new Event('change'))
  }
}
