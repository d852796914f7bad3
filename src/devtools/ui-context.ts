import type { RecordedEvent } from '../events/domain-event.ts'
import type { Fork } from '../time-travel/fork-store.ts'
import type { Mark } from './chart/log-chart.ts'
import type { Describe } from './display-text.ts'
import type { Viewer } from './viewer.ts'

/** The context that all parts of the element share. */
export interface UiContext {
  /** The viewer of the displayed log: the log of the page, or a fork of it. */
  readonly viewer: Viewer
  /** The viewer of the log of the page, even while a fork is displayed. */
  readonly main: Viewer
  /** The fork that is displayed instead of the log of the page. */
  readonly forked: Fork | undefined
  readonly describe: Describe
  /** The marks of the page. In a fork, only those before the fork, because later positions hold other events. */
  readonly marks: readonly Mark[]
  /** The reason why the log cannot be changed now, or `undefined` if it can. */
  readonly readOnlyReason: string | undefined
  /** Displays a short message that screen readers announce. */
  showMessage(words: string): void
  /** Goes to a position at the request of the user and announces it on arrival. */
  jump(position: number): void
  /**
   * Displays a fork instead of the log, at the current position or of the whole log without an event.
   *
   * @throws an `Error` if the later events cannot be displayed without the event
   */
  fork(without?: RecordedEvent): Promise<void>
  /** Discards the fork and displays the log at its previous position. */
  unfork(): Promise<void>
  /** Downloads the displayed log as a file. */
  save(until?: number): Promise<void>
  redraw(): void
}

/** A part of the element. `show` updates it from the {@link UiContext}. */
export type UiPart = {
  readonly element: HTMLElement
  show(): void
}

/** The functions that the element provides to its content. */
export type UiHost = {
  readonly element: HTMLElement
  readonly root: ShadowRoot
  readonly viewer: () => Viewer
  readonly main: () => Viewer
  readonly forked: () => Fork | undefined
  readonly fork: (without: RecordedEvent | undefined) => Promise<void>
  readonly unfork: () => Promise<void>
  readonly describe: () => Describe
  readonly marks: () => readonly Mark[]
}
