import type { LogListener } from './event-store.ts'
import { ifAvailable } from './if-available.ts'
import { letNodeExit } from './let-node-exit.ts'
import { onPageEvent } from './page-events.ts'

type Ring = { readonly logId: string; readonly lastPosition: number }

// A message to other tabs costs a tenth of a small append: a quick series of appends is told of once in a while.
const betweenRings = 16

/**
 * Tells listeners in every tab that the log may have grown. A ring can be lost, late, doubled or wrong: whoever hears it
 * reads the log to know. So that a lost one only costs time, listeners are also told to look when the page comes back to
 * the screen, and every few seconds.
 */
export class Doorbell {
  readonly #logId: string
  readonly #pollInterval: number
  // An EventTarget, because it keeps a listener that throws from silencing the others.
  readonly #rings = new EventTarget()
  readonly #listeners = new Set<(ring: Event) => void>()
  #channel: BroadcastChannel | undefined
  readonly #closed = new AbortController()
  /** What the other tabs were not told yet. */
  #news: number | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(logId: string, { pollInterval }: { pollInterval: number }) {
    this.#logId = logId
    this.#pollInterval = pollInterval
    this.#plugIn()
    const { signal } = this.#closed
    onPageEvent('document', 'visibilitychange', this.#lookIfShown, signal)
    onPageEvent('document', 'freeze', this.#rest, signal)
    onPageEvent('document', 'resume', this.#wakeUp, signal)
    onPageEvent('window', 'pagehide', this.#rest, signal)
    onPageEvent('window', 'pageshow', this.#wakeUp, signal)
  }

  /**
   * Rings in this tab, and in all others: at once after a silence, once for all that follows shortly after.
   *
   * @param lastPosition `Infinity`: the log was replaced, so every follower must look, also one that is further on
   */
  ring(lastPosition: number): void {
    this.#dispatch(lastPosition)
    // A replacement must not get lost behind an append that follows it.
    this.#news = Math.max(this.#news ?? 0, lastPosition)
    if (this.#silence === undefined) this.#tell()
  }

  readonly #tell = (): void => {
    clearTimeout(this.#silence)
    this.#silence = undefined
    if (this.#news === undefined || this.#channel === undefined) return
    const ring: Ring = { logId: this.#logId, lastPosition: this.#news }
    this.#news = undefined
    // An append that is stored must not reject because the other tabs cannot be told of it: they poll.
    ifAvailable(() => this.#channel?.postMessage(ring))
    this.#silence = letNodeExit(setTimeout(this.#tell, betweenRings))
  }

  #plugIn(): void {
    this.#channel ??= openChannel(`rewindable:${this.#logId}`, ({ data }) => {
      if (isRing(data) && data.logId === this.#logId) this.#dispatch(data.lastPosition)
    })
  }

  /**
   * A page that goes may come back from the back-forward cache, which some browsers empty of pages that hear a message. For one
   * that is frozen, messages would pile up.
   */
  readonly #rest = (): void => {
    this.#tell()
    ifAvailable(() => this.#channel?.close())
    this.#channel = undefined
  }

  readonly #wakeUp = (): void => {
    this.#plugIn()
    // What it appended in its last moment, the others were not told of.
    this.#tell()
    this.look()
  }

  /** @returns stops listening */
  listen(listener: LogListener): () => void {
    // An event without a detail has the detail null.
    const hear = (event: Event): void => listener((event as CustomEvent<number | null>).detail ?? undefined)
    this.#rings.addEventListener('ring', hear)
    this.#listeners.add(hear)
    if (this.#pollInterval > 0) this.#timer ??= letNodeExit(setInterval(this.look, this.#pollInterval))
    return () => {
      this.#rings.removeEventListener('ring', hear)
      this.#listeners.delete(hear)
    }
  }

  /** Rings once more, so that whoever waits notices the end. */
  close(): void {
    this.#rest()
    this.#closed.abort()
    clearTimeout(this.#silence)
    clearInterval(this.#timer)
    this.look()
  }

  // A page that is hidden may be on its way into the back-forward cache, without a connection: it must not open one again.
  readonly #lookIfShown = (): void => {
    if (document.visibilityState === 'visible') this.look()
  }

  /** Has all listeners of this tab look. */
  readonly look = (): void => this.#dispatch(undefined)

  #dispatch(lastPosition: number | undefined): void {
    // An event that nobody hears costs as much as one that somebody does.
    if (this.#listeners.size === 0) return
    const detail = lastPosition === Infinity ? undefined : lastPosition
    this.#rings.dispatchEvent(new CustomEvent('ring', { detail }))
  }
}

function openChannel(name: string, hear: (message: MessageEvent) => void): BroadcastChannel | undefined {
  return ifAvailable(() => {
    const channel = letNodeExit(new BroadcastChannel(name))
    channel.addEventListener('message', hear)
    return channel
  })
}

function isRing(data: unknown): data is Ring {
  return typeof data === 'object' && data !== null && 'logId' in data && 'lastPosition' in data
}
