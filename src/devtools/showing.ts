import type { RecordedEvent } from '../log/domain-event.ts'
import { InvalidArgument } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { Fork } from '../time-travel/fork.ts'
import type { TimelineView } from '../time-travel/timeline-view.ts'
import { Frame } from './frame.ts'
import type { Describe } from './in-words.ts'
import { keepBookmarks, readBookmarks } from './kept.ts'
import { loadCode } from './load-code.ts'
import type { Mark } from './marks.ts'
import { momentOf } from './moment-link.ts'
import { areSame, type ShownProjection, type ShownStates } from './shown-projection.ts'
import { Viewer } from './viewer.ts'

/** What the element shows, as its `moment` event tells it. */
export type ShownMoment = TimelineView<ShownStates> & {
  /** Set while a fork is shown: what is on the screen is not the log then, whatever `isLive` says. */
  readonly fork: Fork | undefined
}

/** The element that a store is shown in. */
export type Surface = {
  readonly element: HTMLElement
  readonly root: ShadowRoot
  readonly describe: () => Describe
  readonly marks: () => readonly Mark[]
  readonly onMoment: (moment: ShownMoment) => void
  readonly onLinkFollowed: () => void
}

/** One store in the element, from the moment it is set until another one is, or until the element is removed. */
export class Showing {
  readonly #surface: Surface
  readonly #store: EventStore
  readonly #projections: readonly ShownProjection[]
  readonly #main: Viewer
  readonly #frame: Frame
  readonly #stopped = new AbortController()
  #viewer: Viewer
  #fork: Fork | undefined
  #untell: () => void = () => {}

  /** @throws {@link StoreClosed} */
  constructor(surface: Surface, store: EventStore, projections: readonly ShownProjection[]) {
    this.#surface = surface
    this.#store = store
    this.#projections = projections
    let isComplete = false
    // It calls back already while it is made.
    const onChange = (): void => void (isComplete && this.redraw())
    this.#main = new Viewer(store, projections, readBookmarks(store.logId), onChange)
    this.#viewer = this.#main
    this.#frame = new Frame({
      element: surface.element,
      root: surface.root,
      main: () => this.#main,
      viewer: () => this.#viewer,
      forked: () => this.#fork,
      fork: (without) => this.#startFork(without),
      unfork: () => this.#endFork(),
      describe: surface.describe,
      marks: surface.marks,
    })
    isComplete = true
  }

  get viewer(): Viewer {
    return this.#viewer
  }

  get fork(): Fork | undefined {
    return this.#fork
  }

  get frame(): Frame {
    return this.#frame
  }

  isOf(store: EventStore | undefined, projections: readonly ShownProjection[]): boolean {
    return store === this.#store && areSame(projections, this.#projections)
  }

  /** @param followsLink whether the link that the page was opened with leads to the first moment */
  start(followsLink: boolean): void {
    this.#surface.root.replaceChildren(this.#frame.element)
    const { timeline, view } = this.#main
    let { bookmarks, lastPosition } = view
    timeline.subscribe((view) => {
      if (view.bookmarks !== bookmarks) keepBookmarks(this.#store.logId, bookmarks, view.bookmarks)
      // A fork is compared with the log as it is now.
      if (view.lastPosition !== lastPosition) this.#viewer.compareAnew()
      ;({ bookmarks, lastPosition } = view)
    })
    const { signal } = this.#stopped
    addEventListener('hashchange', () => void this.#goToLink(), { signal })
    this.#show(this.#main)
    if (followsLink) void this.#goToLink()
  }

  redraw(): void {
    this.#frame.redraw()
  }

  /** The element was moved, and is in a document again. */
  moved(): void {
    this.#frame.restoreScrolled()
    this.redraw()
  }

  stop(): void {
    this.#stopped.abort()
    this.#untell()
    this.#frame.stop()
    this.#viewer.stop()
    this.#main.stop()
    // It is in memory alone: a fork that is to be kept is committed or exported.
    void this.#fork?.close()
    this.#fork = undefined
    this.#surface.root.replaceChildren()
  }

  /** Tells the page what is shown, of this one from now on. */
  #show(viewer: Viewer): void {
    this.#viewer = viewer
    this.#untell()
    this.#untell = viewer.timeline.subscribe((view) => this.#surface.onMoment({ ...view, fork: this.#fork }))
    this.redraw()
  }

  async #startFork(without: RecordedEvent | undefined): Promise<void> {
    const { openWhatIf } = await loadCode(() => import('./what-if.ts'))
    const [projections, onChange] = [this.#projections, () => this.redraw()]
    const opened = await openWhatIf(this.#main, { without, projections, onChange })
    if (this.#stopped.signal.aborted || this.#fork) return opened.close()
    this.#fork = opened.forked
    this.#show(opened.viewer)
  }

  async #endFork(): Promise<void> {
    const [viewer, forked] = [this.#viewer, this.#fork]
    this.#fork = undefined
    this.#show(this.#main)
    if (viewer !== this.#main) viewer.stop()
    await forked?.close()
  }

  /** Opened by a link to a moment, it shows that moment. */
  async #goToLink(): Promise<void> {
    const id = momentOf(location.href)
    if (id === undefined) return
    try {
      if (await this.#main.timeline.seekEvent({ id })) this.#surface.onLinkFollowed()
    } catch (error) {
      const isMissing = error instanceof InvalidArgument
      if (this.#stopped.signal.aborted) return
      this.#frame.tell(isMissing ? 'The link leads to an event that is not in this log.' : String(error))
    }
  }
}
