import { type EventStore, type LiveProjection, LogLost, reconstructState } from 'rewindable'
import type { BankEvent } from '../examples/bank-account.ts'
import { type BankHistory, bankHistory } from './bank-history.ts'
import { nextFrame } from './next-frame.ts'

/** What the page shows, and where that lies in the log. */
export type Moment = {
  readonly isLive: boolean
  /** The log was deleted: what is shown is the last that was known, and nothing follows. */
  readonly isLost: boolean
  /** How many events back the person wants to be; follows the log's end while live. */
  readonly position: number
  readonly lastPosition: number
  /** Events recorded since the person left the present. */
  readonly arrived: number
  /** The bank on the screen, and the position it was folded up to. While seeking it is a frame behind `position`. */
  readonly shown: { readonly position: number; readonly bank: BankHistory }
  /** The bank as of now. */
  readonly live: BankHistory
}

/**
 * Shows the bank live, or as of any event. The past stays where it is however much is appended; only
 * {@link TimeMachine.goLive}, or going to the last event, leads back to the present. A log that is lost has no past to
 * rebuild any more.
 *
 * Dispatches `change`, `move` when it was sent elsewhere, and `error` (detail: the error).
 */
export class TimeMachine extends EventTarget {
  readonly #store: EventStore<BankEvent>
  readonly #live: LiveProjection<BankHistory, BankEvent>
  #past: { position: number; readonly leftAt: number } | undefined
  #rebuilt: Moment['shown'] | undefined
  #rebuilding = false

  constructor(store: EventStore<BankEvent>, live: LiveProjection<BankHistory, BankEvent>) {
    super()
    this.#store = store
    this.#live = live
    live.addEventListener('change', () => this.#changed())
    live.addEventListener('error', () => this.moment.isLost && this.goLive())
  }

  get moment(): Moment {
    const lastPosition = this.#live.position
    const now = { position: lastPosition, bank: this.#live.state }
    return {
      isLive: this.#past === undefined,
      isLost: this.#live.error instanceof LogLost,
      position: this.#past?.position ?? lastPosition,
      lastPosition,
      arrived: this.#past ? lastPosition - this.#past.leftAt : 0,
      shown: (this.#past && this.#rebuilt) || now,
      live: now.bank,
    }
  }

  /** Rewinds to the moment right after an event; 0 is before the first. */
  goTo(position: number): void {
    if (this.moment.isLost) return
    const lastPosition = this.#live.position
    const target = Math.min(Math.max(position, 0), lastPosition)
    if (target === lastPosition) {
      this.goLive()
      return
    }
    this.dispatchEvent(new Event('move'))
    this.#past = { position: target, leftAt: this.#past?.leftAt ?? lastPosition }
    this.#changed()
    if (!this.#rebuilding) void this.#rebuild()
  }

  goLive(): void {
    this.#past = undefined
    this.#rebuilt = undefined
    this.#changed()
  }

  // At most one reconstruction a frame, always of the newest wish: a fast hand on the slider queues nothing up.
  async #rebuild(): Promise<void> {
    this.#rebuilding = true
    try {
      while (this.#past && this.#past.position !== this.#rebuilt?.position) {
        await nextFrame()
        if (!this.#past) break
        const { position } = this.#past
        const bank = await reconstructState(this.#store, bankHistory, { upTo: position })
        if (!this.#past) break
        this.#rebuilt = { position, bank }
        this.#changed()
      }
    } catch (error) {
      // The live projection finds out the same and tells everyone.
      if (error instanceof LogLost) await this.#live.catchUp().catch(() => {})
      else this.dispatchEvent(new CustomEvent('error', { detail: error }))
    } finally {
      this.#rebuilding = false
    }
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'))
  }
}
