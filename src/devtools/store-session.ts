import type { RecordedEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { Fork } from '../time-travel/fork-store.ts'
import type { TimelineView } from '../time-travel/timeline-view.ts'
import type { Mark } from './chart/log-chart.ts'
import type { Describe } from './display-text.ts'
import { loadCode } from './load-code.ts'
import { linkedEventId } from './moment-link.ts'
import { readBookmarks, saveBookmarks } from './saved-settings.ts'
import { areSame, type ShownProjection, type ShownStates } from './shown-projection.ts'
import { TimelineUi } from './timeline-ui.ts'
import { Viewer } from './viewer.ts'

/** The moment that the element displays: the `detail` of its `moment` event. */
export type ShownMoment = TimelineView<ShownStates> & {
  /** Set while a fork is displayed. Then the page does not show the log, even if `isLive` is `true`. */
  readonly fork: Fork | undefined
}

/** The element in which a store is displayed. */
export type SessionHost = {
  readonly element: HTMLElement
  readonly root: ShadowRoot
  readonly describe: () => Describe
  readonly marks: () => readonly Mark[]
  readonly onMoment: (moment: ShownMoment) => void
  readonly onLinkFollowed: () => void
}

/** Displays one store in the element, until another store is set or the element is removed. */
export class StoreSession {
  readonly #host: SessionHost
  readonly #store: EventStore
  readonly #projections: readonly ShownProjection[]
  readonly #main: Viewer
  readonly #ui: TimelineUi
  readonly #stopped = new AbortController()
  #viewer: Viewer
  #fork: Fork | undefined
  #unsubscribeMoment: () => void = () => {}

  /** @throws {@link StoreClosed} if the store is closed */
  constructor(host: SessionHost, store: EventStore, projections: readonly ShownProjection[]) {
    this.#host = host
    this.#store = store
    this.#projections = projections
    let isComplete = false
    // The viewer calls back inside its constructor.
    const onChange = (): void => void (isComplete && this.redraw())
    this.#main = new Viewer(store, projections, readBookmarks(store.logId), onChange)
    this.#viewer = this.#main
    this.#ui = new TimelineUi({
      element: host.element,
      root: host.root,
      main: () => this.#main,
      viewer: () => this.#viewer,
      forked: () => this.#fork,
      fork: (without) => this.#startFork(without),
      unfork: () => this.#endFork(),
      describe: host.describe,
      marks: host.marks,
    })
    isComplete = true
  }

  get viewer(): Viewer {
    return this.#viewer
  }

  get fork(): Fork | undefined {
    return this.#fork
  }

  get ui(): TimelineUi {
    return this.#ui
  }

  isOf(store: EventStore | undefined, projections: readonly ShownProjection[]): boolean {
    return store === this.#store && areSame(projections, this.#projections)
  }

  /**
   * Starts to display the store.
   *
   * @param followsLink whether to go to the event that the address of the page links to
   */
  start(followsLink: boolean): void {
    this.#host.root.replaceChildren(this.#ui.element)
    const { timeline, view } = this.#main
    let { bookmarks, lastPosition } = view
    timeline.subscribe((view) => {
      if (view.bookmarks !== bookmarks) saveBookmarks(this.#store.logId, bookmarks, view.bookmarks)
      // A fork is compared with the latest state of the log.
      if (view.lastPosition !== lastPosition) this.#viewer.refreshComparison()
      ;({ bookmarks, lastPosition } = view)
    })
    const { signal } = this.#stopped
    addEventListener('hashchange', () => void this.#goToLink(), { signal })
    this.#show(this.#main)
    if (followsLink) void this.#goToLink()
  }

  redraw(): void {
    this.#ui.redraw()
  }

  /** Restores the scroll offsets, because the browser discards them when an element is moved. */
  onMoved(): void {
    this.#ui.restoreScrollPositions()
    this.redraw()
  }

  stop(): void {
    this.#stopped.abort()
    this.#unsubscribeMoment()
    this.#ui.stop()
    this.#viewer.stop()
    this.#main.stop()
    // A fork exists only in memory. The user keeps the fork by a commit or an export.
    void this.#fork?.close()
    this.#fork = undefined
    this.#host.root.replaceChildren()
  }

  /** Displays a viewer and dispatches its moments. */
  #show(viewer: Viewer): void {
    this.#viewer = viewer
    this.#unsubscribeMoment()
    this.#unsubscribeMoment = viewer.timeline.subscribe((view) => this.#host.onMoment({ ...view, fork: this.#fork }))
    this.redraw()
  }

  async #startFork(without: RecordedEvent | undefined): Promise<void> {
    const { openWhatIfFork } = await loadCode(() => import('./what-if-fork.ts'))
    const [projections, onChange] = [this.#projections, () => this.redraw()]
    const opened = await openWhatIfFork(this.#main, { without, projections, onChange })
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

  /** Goes to the event that the address of the page links to. */
  async #goToLink(): Promise<void> {
    const id = linkedEventId(location.href)
    if (id === undefined) return
    try {
      if (await this.#main.timeline.seekEvent({ id })) this.#host.onLinkFollowed()
    } catch (error) {
      const isMissing = error instanceof InvalidArgument
      if (this.#stopped.signal.aborted) return
      this.#ui.showMessage(isMissing ? 'The link leads to an event that is not in this log.' : String(error))
    }
  }
}
