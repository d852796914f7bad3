import { ifAvailable } from '../platform/if-available.ts'
import { letNodeExit } from '../platform/let-node-exit.ts'
import { onPageEvent } from '../platform/page-events.ts'
import type { LogListener } from './event-store.ts'

type Notification = { readonly logId: string; readonly lastPosition: number }

// A message to other tabs takes a tenth of the time of a small append. A quick series of appends shares messages.
const millisecondsBetweenMessages = 16

/**
 * Notifies listeners in every tab that the log may have grown. A notification can be lost, late, doubled or wrong: listeners read
 * the log. After a lost one, they read later: they are also notified when the page becomes visible, and once in a poll interval.
 */
export class ChangeNotifier {
  readonly #logId: string
  readonly #pollInterval: number
  // An EventTarget, because a listener that throws then does not end the calls of the others.
  readonly #target = new EventTarget()
  readonly #listeners = new Set<(event: Event) => void>()
  #channel: BroadcastChannel | undefined
  readonly #closed = new AbortController()
  /** The position that other tabs were not notified of yet. */
  #unsent: number | undefined
  #pause: ReturnType<typeof setTimeout> | undefined
  #poller: ReturnType<typeof setInterval> | undefined

  constructor(logId: string, { pollInterval }: { pollInterval: number }) {
    this.#logId = logId
    this.#pollInterval = pollInterval
    this.#openChannel()
    const { signal } = this.#closed
    onPageEvent('document', 'visibilitychange', this.#pollIfVisible, signal)
    onPageEvent('document', 'freeze', this.#suspend, signal)
    onPageEvent('document', 'resume', this.#resume, signal)
    onPageEvent('window', 'pagehide', this.#suspend, signal)
    onPageEvent('window', 'pageshow', this.#resume, signal)
  }

  /**
   * Notifies this tab now, and the other tabs now or, shortly after another message, together with what follows.
   *
   * @param lastPosition `Infinity`: the log was replaced, so that every follower must read, also one at a greater position
   */
  notify(lastPosition: number): void {
    this.#dispatch(lastPosition)
    // A replacement must not be lost behind an append that follows it.
    this.#unsent = Math.max(this.#unsent ?? 0, lastPosition)
    if (this.#pause === undefined) this.#send()
  }

  readonly #send = (): void => {
    clearTimeout(this.#pause)
    this.#pause = undefined
    if (this.#unsent === undefined || this.#channel === undefined) return
    const notification: Notification = { logId: this.#logId, lastPosition: this.#unsent }
    this.#unsent = undefined
    // A stored append must not reject because other tabs cannot be notified: they poll.
    ifAvailable(() => this.#channel?.postMessage(notification))
    this.#pause = letNodeExit(setTimeout(this.#send, millisecondsBetweenMessages))
  }

  #openChannel(): void {
    this.#channel ??= openChannel(`rewindable:${this.#logId}`, ({ data }) => {
      if (isNotification(data) && data.logId === this.#logId) this.#dispatch(data.lastPosition)
    })
  }

  /**
   * Some browsers remove a page from the back-forward cache when it receives a message. In a frozen page, messages would collect.
   */
  readonly #suspend = (): void => {
    this.#send()
    ifAvailable(() => this.#channel?.close())
    this.#channel = undefined
  }

  readonly #resume = (): void => {
    this.#openChannel()
    // Other tabs were not notified of the last appends before the page was suspended.
    this.#send()
    this.poll()
  }

  /** @returns stops listening */
  listen(listener: LogListener): () => void {
    // An event without a detail has the detail null.
    const onChange = (event: Event): void => listener((event as CustomEvent<number | null>).detail ?? undefined)
    this.#target.addEventListener('change', onChange)
    this.#listeners.add(onChange)
    if (this.#pollInterval > 0) this.#poller ??= letNodeExit(setInterval(this.poll, this.#pollInterval))
    return () => {
      this.#target.removeEventListener('change', onChange)
      this.#listeners.delete(onChange)
    }
  }

  /** Notifies listeners once more, so that those that wait notice the end. */
  close(): void {
    this.#suspend()
    this.#closed.abort()
    clearTimeout(this.#pause)
    clearInterval(this.#poller)
    this.poll()
  }

  // A hidden page may be about to enter the back-forward cache. It must not open a connection again.
  readonly #pollIfVisible = (): void => {
    if (document.visibilityState === 'visible') this.poll()
  }

  /** Makes all listeners of this tab read the log. */
  readonly poll = (): void => this.#dispatch(undefined)

  #dispatch(lastPosition: number | undefined): void {
    // An event without a listener costs as much as one with a listener.
    if (this.#listeners.size === 0) return
    const detail = lastPosition === Infinity ? undefined : lastPosition
    this.#target.dispatchEvent(new CustomEvent('change', { detail }))
  }
}

function openChannel(name: string, onMessage: (message: MessageEvent) => void): BroadcastChannel | undefined {
  return ifAvailable(() => {
    const channel = letNodeExit(new BroadcastChannel(name))
    channel.addEventListener('message', onMessage)
    return channel
  })
}

function isNotification(data: unknown): data is Notification {
  return typeof data === 'object' && data !== null && 'logId' in data && 'lastPosition' in data
}
