import { modeName } from './banner.ts'
import { positionText } from './display-text.ts'
import { make, setText } from './make-element.ts'
import type { UiContext } from './ui-context.ts'

/**
 * Writes short messages to the live regions for screen readers, and the position one time after each jump or pause.
 * Announces nothing during playback.
 */
export class Announcer {
  /** Hidden visually; only screen readers announce it. */
  readonly announcement: HTMLElement = make('p', { class: 'visually-hidden', role: 'status' })
  /** Visible, and announced by screen readers. */
  readonly message: HTMLElement = make('p', { class: 'told', role: 'status' })
  #isAnnouncementDue = false
  #wasPlaying = false
  #previousMode = 'Live'
  #clearTimer: ReturnType<typeof setTimeout> | undefined

  showMessage(words: string): void {
    setText(this.message, words)
    clearTimeout(this.#clearTimer)
    this.#clearTimer = setTimeout(() => setText(this.message, ''), messageDuration)
  }

  /** Announces the position as soon as the timeline reaches it. */
  announcePosition(): void {
    this.#isAnnouncementDue = true
  }

  show(ui: UiContext): void {
    const { view, isSettled } = ui.viewer
    const isPlaying = view.playing !== undefined
    if (this.#wasPlaying && !isPlaying) this.announcePosition()
    const name = modeName(ui, view.isLive)
    if (this.#previousMode !== name && !isPlaying) this.announcePosition()
    this.#wasPlaying = isPlaying
    if (isPlaying || !isSettled || !this.#isAnnouncementDue) return
    this.#isAnnouncementDue = false
    const isBack = this.#previousMode !== name && view.isLive && !ui.forked
    this.#previousMode = name
    setText(this.announcement, `${name}${isBack ? ' again' : ''}: ${positionText(view, ui.describe)}`)
  }

  stop(): void {
    clearTimeout(this.#clearTimer)
  }
}

const messageDuration = 6_000
