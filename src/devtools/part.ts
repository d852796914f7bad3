import type { RecordedEvent } from '../log/domain-event.ts'
import type { Fork } from '../time-travel/fork.ts'
import type { Describe } from './in-words.ts'
import type { Mark } from './marks.ts'
import type { Viewer } from './viewer.ts'

/** What the parts of the element share. */
export interface Stage {
  /** The log that is shown: the page's own, or a fork of it. */
  readonly viewer: Viewer
  /** The page's own log, also while a fork of it is shown. */
  readonly main: Viewer
  /** What is shown instead of the page's own log. */
  readonly forked: Fork | undefined
  readonly describe: Describe
  /** Those of the page; in a fork those before it, behind which its positions are others. */
  readonly marks: readonly Mark[]
  /** Why nothing may be changed now; undefined: it may. */
  readonly closedBecause: string | undefined
  /** Says something once, to who sees and who listens. */
  tell(words: string): void
  /** Goes where a person asked to go: says where that is when it is reached. */
  jump(position: number): void
  /**
   * Shows a fork instead of the log: from the moment shown, or of the whole log without an event.
   *
   * @throws in words, when what came after the event cannot be shown without it
   */
  fork(without?: RecordedEvent): Promise<void>
  /** Discards the fork and shows the log again, where it was left. */
  unfork(): Promise<void>
  /** Offers the log that is shown as a file. */
  save(until?: number): Promise<void>
  redraw(): void
}

/** A piece of the element: built once, then told to show what the stage has. */
export type Part = {
  readonly element: HTMLElement
  show(): void
}
