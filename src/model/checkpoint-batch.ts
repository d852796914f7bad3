import type { Closing } from '../log/closing.ts'
import { yieldToMainThread } from '../platform/yield-to-main-thread.ts'
import type { ReactorCheckpoint } from './reactor-checkpoint.ts'

/** After a crash, a reactor repeats at most this many events. */
const mostUnsaved = 100

/**
 * Stores the position of a reactor. Events that the reactor handles within one task of the event loop share a checkpoint. If a reaction
 * takes longer than a task, its checkpoint is stored before the next reaction starts. So a crash repeats at most one such reaction.
 */
export class CheckpointBatch {
  readonly #checkpoint: ReactorCheckpoint
  readonly #closing: Closing | undefined
  readonly #onFailure: () => void
  /** The position to store next. */
  #position: number | undefined
  /** The number of handled events that no stored checkpoint includes. */
  #unsaved = 0
  #isSameTask = false
  #writing: Promise<void> = Promise.resolve()
  #failure: { readonly error: unknown } | undefined

  /**
   * @param closing keeps the connection of a closing store open until the checkpoint is stored
   * @param onFailure called when a checkpoint cannot be stored; the next call of a method rejects with the error
   */
  constructor(checkpoint: ReactorCheckpoint, closing: Closing | undefined, onFailure: () => void) {
    this.#checkpoint = checkpoint
    this.#closing = closing
    this.#onFailure = onFailure
  }

  /** Adds a handled event. Resolves immediately, or after the checkpoint is stored. */
  async add(position: number): Promise<void> {
    this.#position = position
    this.#unsaved += 1
    if (this.#isSameTask && this.#unsaved < mostUnsaved) return
    await this.flush()
    this.#beginTask()
  }

  /** Resolves when the checkpoint includes all added events. */
  async flush(): Promise<void> {
    await this.#write()
    if (this.#failure) throw this.#failure.error
  }

  #beginTask(): void {
    if (this.#isSameTask) return
    this.#isSameTask = true
    // In some engines, a message arrives after timers that were set later.
    const timer = new Promise<void>((resolve) => {
      setTimeout(resolve)
    })
    const stored = Promise.race([yieldToMainThread(), timer]).then(() => {
      this.#isSameTask = false
      return this.#write()
    })
    this.#closing?.waitFor(stored)
  }

  /** Stores the last added position after earlier writes. Never rejects. */
  #write(): Promise<void> {
    const write = async (): Promise<void> => {
      const [position, added] = [this.#position, this.#unsaved]
      if (position === undefined || this.#failure) return
      this.#position = undefined
      await this.#checkpoint.advance(position)
      this.#unsaved -= added
    }
    this.#writing = this.#writing.then(write).catch((error: unknown) => {
      this.#failure = { error }
      this.#onFailure()
    })
    return this.#writing
  }
}
