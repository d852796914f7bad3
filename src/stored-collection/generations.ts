import type { RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { isInLog } from '../log/log-place.ts'
import { type Locks, withWebLocks } from '../platform/web-locks.ts'
import { shortRandomId } from '../values/random-id.ts'
import { type Generation, isSameContent, type RowStorage } from './row-storage.ts'

/** The properties that distinguish the rows of two definitions. */
export type Identity = Pick<Generation, 'name' | 'version' | 'fingerprint'>

// Without Web Locks, a generation counts as unused after one day without a write.
const lease = 24 * 60 * 60 * 1_000

/** Finds and creates the generation of a definition, and deletes generations that no tab uses. */
export class Generations {
  readonly #store: EventStore
  readonly #storage: RowStorage
  readonly #identity: Identity
  #held: { readonly id: string; readonly release: () => void } | undefined
  #isReleased = false

  constructor(store: EventStore, storage: RowStorage, identity: Identity) {
    this.#store = store
    this.#storage = storage
    this.#identity = identity
  }

  /** Returns the generation of the definition over the present log. Creates an empty one if there is none that fits the log. */
  async current(): Promise<Generation> {
    let unfit: Generation | undefined
    for (;;) {
      const { historyId } = this.#store
      const generation = await this.#findOrAdd(historyId, unfit)
      this.#hold(generation.id)
      // A restored profile or a power failure can remove events from the log that the rows contain.
      if (await isInLog(this.#store, generation, (position) => this.#eventAt(position))) return generation
      if (this.#store.historyId === historyId) unfit = generation
    }
  }

  /** Deletes the other generations of the collection that no tab uses. */
  async removeUnused(current: Generation): Promise<void> {
    for (const { id, state, usedAt } of await this.#storage.generations(current.name)) {
      if (id === current.id) continue
      const remove = (): Promise<void> => this.#storage.remove(id)
      if (state === 'removing') await remove()
      else {
        const isUnused = Date.now() - usedAt > lease
        await withWebLocks(ifUnlocked(lockOf(id), remove), async () => void (isUnused && (await remove())))
      }
    }
  }

  /** Lets other tabs delete the generation. */
  release(): void {
    this.#isReleased = true
    this.#held?.release()
  }

  /** A read with both ends does not wait for a read of the end of the log. */
  async #eventAt(position: number): Promise<RecordedEvent | undefined> {
    const range = { fromPosition: position, toPosition: position }
    for await (const event of this.#store.readAll(range)) return event
    return undefined
  }

  async #findOrAdd(historyId: string, unfit: Generation | undefined): Promise<Generation> {
    const place = { historyId, position: 0, eventId: '', state: 'building', revision: 0 } as const
    const wanted = { ...this.#identity, ...place, id: shortRandomId(), usedAt: Date.now() }
    const known = unfit ? [] : await this.#storage.generations(wanted.name)
    // A read transaction does not wait for the end of a write in another tab.
    const found = known.find((one) => one.state !== 'removing' && isSameContent(one, wanted))
    if (found) return found
    // Checks that the log exists, because the rows of a deleted log must not be created again.
    await this.#store.lastPosition()
    return this.#storage.add(wanted, unfit)
  }

  /** Holds a shared lock while this tab uses the generation. */
  #hold(id: string): void {
    if (this.#held?.id === id || this.#isReleased) return
    this.#held?.release()
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#held = { id, release }
    const held = withWebLocks(
      (locks, onAnswer) =>
        locks.request(lockOf(id), { mode: 'shared' }, () => {
          onAnswer()
          return released
        }),
      async () => {},
    )
    // Without the lock, another tab may delete the generation. This tab then builds another one.
    held.catch(() => {})
  }
}

function lockOf(id: string): string {
  return `rewindable: rows ${id}`
}

/** Runs work unless a tab holds the lock. */
function ifUnlocked(name: string, work: () => Promise<void>) {
  return (locks: Locks, onAnswer: () => void): Promise<void> =>
    locks.request(name, { ifAvailable: true }, async (lock) => {
      onAnswer()
      if (lock) await work()
    })
}
