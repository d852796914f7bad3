import { ifAvailable } from '../platform/if-available.ts'
import { letNodeExit } from '../platform/let-node-exit.ts'
import { onPageEvent } from '../platform/page-events.ts'
import type { LogListener } from './event-store.ts'

type Notification = { readonly logId: string; readonly lastPosition: number }

// A message to other tabs takes a tenth of the time of a small append. Appends in quick succession therefore share messages.
const millisecondsBetweenMessages = 16

/**
 * Notifies listeners in every tab that the log may have grown. A notification can be lost, late, doubled or wrong, so listeners must read
 * the log. To replace lost notifications, this class notifies when the page becomes visible, and in each poll interval.
 */
export class ChangeNotifier {
  readonly #logId: string
  readonly #pollInterval: number
  // An EventTarget calls the other listeners even if one throws.
  readonly #target = new EventTarget()
  readonly #listeners = new Set<(event: Event) => void>()
  #channel: BroadcastChannel | undefined
  readonly #closed = new AbortController()
  /** The position to send to other tabs; `undefined`: none. */
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

  get hasListeners(): boolean {
    return this.#listeners.size > 0
  }

  /**
   * Notifies this tab now. Notifies other tabs now, or with the next message if the last message was less than 16 ms ago.
   *
   * @param lastPosition `Infinity`: the log was replaced, so every follower must read, even a follower at a greater position
   */
  notify(lastPosition: number): void {
    // A later append must not overwrite the notification of a replacement.
    this.#unsent = Math.max(this.#unsent ?? 0, lastPosition)
    // Other tabs receive the message later than the listeners of this tab, so the message is sent first.
    if (this.#pause === undefined) this.#send()
    this.#dispatch(lastPosition)
  }

  readonly #send = (): void => {
    clearTimeout(this.#pause)
    this.#pause = undefined
    if (this.#unsent === undefined || this.#channel === undefined) return
    const notification: Notification = { logId: this.#logId, lastPosition: this.#unsent }
    this.#unsent = undefined
    // If the channel fails, a stored append must not reject: other tabs poll.
    ifAvailable(() => this.#channel?.postMessage(notification))
    this.#pause = letNodeExit(setTimeout(this.#send, millisecondsBetweenMessages))
  }

  #openChannel(): void {
    this.#channel ??= openChannel(`rewindable:${this.#logId}`, ({ data }) => {
      if (isNotification(data) && data.logId === this.#logId) this.#dispatch(data.lastPosition)
    })
  }

  /**
   * Closes the channel. Some browsers remove a page from the back-forward cache when the page receives a message. In a frozen page,
   * messages would accumulate.
   */
  readonly #suspend = (): void => {
    this.#send()
    ifAvailable(() => this.#channel?.close())
    this.#channel = undefined
  }

  readonly #resume = (): void => {
    this.#openChannel()
    // Notifies other tabs of appends that committed during the suspension.
    this.#send()
    this.poll()
  }

  /** Adds a listener for every notification. @returns a function that removes it */
  listen(listener: LogListener): () => void {
    // Without a detail, `CustomEvent.detail` is null.
    const onChange = (event: Event): void => listener((event as CustomEvent<number | null>).detail ?? undefined)
    this.#target.addEventListener('change', onChange)
    this.#listeners.add(onChange)
    if (this.#pollInterval > 0) this.#poller ??= letNodeExit(setInterval(this.poll, this.#pollInterval))
    return () => {
      this.#target.removeEventListener('change', onChange)
      this.#listeners.delete(onChange)
    }
  }

  /** Closes the channel, and notifies listeners one last time. Pending listeners then detect that the store is closed. */
  close(): void {
    this.#suspend()
    this.#closed.abort()
    clearTimeout(this.#pause)
    clearInterval(this.#poller)
    this.poll()
  }

  // A hidden page may be about to enter the back-forward cache, so it must not reopen a connection.
  readonly #pollIfVisible = (): void => {
    if (document.visibilityState === 'visible') this.poll()
  }

  /** Makes all listeners of this tab read the log. */
  readonly poll = (): void => this.#dispatch(undefined)

  #dispatch(lastPosition: number | undefined): void {
    // `dispatchEvent` costs as much without a listener as with one.
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
