import type { RecordedEvent } from '../log/domain-event.ts'
import type { Fork } from '../time-travel/fork.ts'
import type { Describe } from './in-words.ts'
import type { Mark } from './marks.ts'
import type { Viewer } from './viewer.ts'

/** What the element gives to its frame. */
export type Host = {
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
