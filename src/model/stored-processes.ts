import type { DomainEvent } from '../events/domain-event.ts'
import type { DocumentKey, DocumentStorage } from '../log/document-storage.ts'
import type { EventStore } from '../log/event-store.ts'
import { isInLog, type LogPlace } from '../log/log-place.ts'
import { internalsIfAny } from '../log/store-internals.ts'
import { clonableState, restoredState } from '../projection/copy-state.ts'
import { textOf } from '../projection/snapshot-checksum.ts'
import { checksum } from '../values/checksum.ts'
import { randomId } from '../values/random-id.ts'

/** A process after its event at a position. Missing `state`: the fold failed. */
export type ProcessAt<State> = { readonly position: number; readonly eventId: string; readonly state?: State }

/** Marks that all stored processes include their events up to a place. Each mark has a new id. */
type Mark = LogPlace & { readonly id: string; readonly source: number }

type Stored = {
  readonly historyId: string
  readonly source: number
  readonly position: number
  readonly eventId: string
  readonly content: unknown
  readonly checksum: number
}

/** No event has this position, so the processes up to it are not complete. */
const incomplete = -1

/**
 * Stores the states of processes beside the log, each as a document, and a mark. The documents are derived data. If they are deleted, the
 * mark is deleted in the same step. A mark replaces only the mark that its writer knows, so a mark never follows a deletion.
 */
export class StoredProcesses<State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #name: string
  readonly #source: number
  #mark: Mark | undefined

  /** @param source checksum of the functions that fold the states. Documents of other functions are ignored */
  constructor(store: EventStore<E>, name: string, source: number) {
    this.#store = store
    this.#name = name
    this.#source = source
  }

  /** `undefined` if an object wraps the store. */
  get #documents(): DocumentStorage | undefined {
    return internalsIfAny(this.#store)?.openStorage().documents
  }

  /** Returns the place up to which all processes are stored; `undefined`: they are not, or the log no longer holds the place. */
  async begin(): Promise<LogPlace | undefined> {
    this.#mark = undefined
    const mark = (await this.#documents?.readLatest('snapshots', this.#key()[0])) as Mark | undefined
    if (!mark || mark.source !== this.#source || mark.position === incomplete) return undefined
    if (!(await isInLog(this.#store, mark))) return undefined
    this.#mark = mark
    return mark
  }

  /**
   * Reads processes. The result has no entry for a process without events up to the mark, and `'unusable'` if its document is damaged, or
   * belongs to a rewound log.
   *
   * @returns `undefined` if the documents were deleted; then the log must be folded again from its start
   */
  async read(processIds: readonly string[]): Promise<Map<string, ProcessAt<State> | 'unusable'> | undefined> {
    const found = new Map<string, ProcessAt<State> | 'unusable'>()
    await Promise.all(
      processIds.map(async (processId) => {
        const process = await this.#readOne(processId)
        if (process) found.set(processId, process)
      }),
    )
    // Follows the reads: a missing document proves nothing if all documents were deleted before.
    const mark = (await this.#documents?.readLatest('snapshots', this.#key()[0])) as Mark | undefined
    return mark?.id === this.#mark?.id ? found : undefined
  }

  /**
   * Stores processes, and then a mark if these are the last ones.
   *
   * @param place all events up to this place are folded
   * @param areLast whether all changed processes up to the place are stored with this call
   * @returns false if the documents were deleted or changed in between; then the log must be folded again from its start
   */
  async write(processes: ReadonlyMap<string, ProcessAt<State>>, place: LogPlace, areLast: boolean): Promise<boolean> {
    const documents = this.#documents
    if (!documents) return false
    if (!this.#mark && !(await this.#replaceMark({ ...place, position: incomplete }, true))) return false
    await Promise.all(
      [...processes].map(([processId, { position, eventId, ...rest }]) => {
        const content = 'state' in rest ? clonableState(rest.state) : undefined
        const unchecked = { historyId: place.historyId, source: this.#source, position, eventId, content }
        const next = { ...unchecked, checksum: checksumOf(unchecked) }
        return documents.update('snapshots', this.#key(processId), (current) => {
          const other = current as Stored | undefined
          const isNewer =
            other?.source === next.source && other.historyId === next.historyId && other.position > position
          return isNewer ? other : next
        })
      }),
    )
    return !areLast || this.#replaceMark(place, false)
  }

  async #readOne(processId: string): Promise<ProcessAt<State> | 'unusable' | undefined> {
    const stored = (await this.#documents?.readLatest('snapshots', this.#key(processId)[0])) as Stored | undefined
    const mark = this.#mark
    if (!stored || !mark || stored.source !== this.#source || stored.historyId !== mark.historyId) return undefined
    if (stored.checksum !== checksumOf(stored)) return 'unusable'
    // A crash before the mark leaves later states.
    if (stored.position > mark.position && !(await isInLog(this.#store, stored))) return 'unusable'
    const { position, eventId, content } = stored
    if (content === undefined) return { position, eventId }
    // Unchecked: the checksum of the source identifies the functions, and so the type of the state.
    return { position, eventId, state: restoredState(content as ReturnType<typeof clonableState<State>>) }
  }

  async #replaceMark({ position, eventId, historyId }: LogPlace, isFirst: boolean): Promise<boolean> {
    const known = this.#mark?.id
    const next: Mark = { position, eventId, historyId, id: randomId(), source: this.#source }
    const stored = await this.#documents?.update('snapshots', this.#key(), (current) => {
      const mark = current as Mark | undefined
      return isFirst || (known !== undefined && mark?.id === known) ? next : (mark ?? { ...next, position: incomplete })
    })
    const isReplaced = stored?.id === next.id && stored.position === position
    this.#mark = isReplaced ? next : undefined
    return isReplaced
  }

  #key(processId?: string): DocumentKey {
    return [JSON.stringify(['process', this.#name, ...(processId === undefined ? [] : [processId])]), 0]
  }
}

function checksumOf({ position, eventId, content }: Omit<Stored, 'checksum'>): number {
  return checksum(`${position} ${eventId} ${textOf(content)}`)
}
