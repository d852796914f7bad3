import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import { InvalidArgument } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { Fork } from '../time-travel/fork.ts'
import type { Timeline } from '../time-travel/timeline.ts'
import type { TimelineView } from '../time-travel/timeline-view.ts'
import { Frame } from './frame.ts'
import { frameStyle } from './frame-style.ts'
import { byType, type Describe } from './in-words.ts'
import { keepBookmarks, readBookmarks } from './kept.ts'
import { loadCode } from './load-code.ts'
import type { Mark } from './marks.ts'
import { momentOf } from './moment-link.ts'
import { areSame, type ShownProjection } from './shown-projection.ts'
import { adopt } from './style-sheets.ts'
import { type ShownStates, Viewer } from './viewer.ts'

/** What the element shows, as its `moment` event tells it. */
export type ShownMoment = TimelineView<ShownStates> & {
  /** Set while a fork is shown: what is on the screen is not the log then, whatever `isLive` says. */
  readonly fork: Fork | undefined
}

// Where there are no elements, as on a server, the class can be imported and not made.
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/**
 * `<rewindable-timeline>`: the history of an event store, to scrub, search and understand, in any page and any framework.
 * Importing it defines the element. It shows nothing until it has a store.
 *
 * Attributes: `dock` (`bottom`: at the bottom of the window, as the last child of the body; `float`: a window of its own;
 * none: where it stands), `open` (with its panels), `theme` (`light`, `dark`; none: as the system), `shortcuts="off"`, `label`.
 *
 * Dispatches `moment`, a `CustomEvent` whose `detail` is a {@link ShownMoment}, whenever what is shown is different.
 *
 * @example
 * ```ts
 * import 'rewindable/devtools'
 * const element = document.createElement('rewindable-timeline')
 * element.setAttribute('dock', 'bottom')
 * element.store = store
 * element.projections = [balances]
 * element.addEventListener('moment', ({ detail }) => render(detail.state[0]))
 * document.body.append(element)
 * ```
 */
export class RewindableTimeline extends Base {
  static readonly observedAttributes: readonly string[] = ['open', 'dock', 'label']

  #store: EventStore | undefined
  #projections: readonly ShownProjection[] = []
  #describe: Describe = byType
  #marks: readonly Mark[] = []
  #main: Viewer | undefined
  #viewer: Viewer | undefined
  #fork: Fork | undefined
  #untell: () => void = () => {}
  #frame: Frame | undefined
  #isStarting = false
  #linkFollowedIn: EventStore | undefined
  #stopLooking = new AbortController()

  /** The event store to look into. It stays open when the element goes. */
  get store(): EventStore | undefined {
    return this.#store
  }

  set store(store: EventStore | undefined) {
    if (store === this.#store) return
    this.#store = store
    this.#restart()
  }

  /** The projections whose states are shown. None: the events alone. */
  get projections(): readonly ShownProjection[] {
    return this.#projections
  }

  set projections(projections: readonly ShownProjection[]) {
    // Frameworks give a new list of the same ones each time they render.
    if (areSame(projections, this.#projections)) return
    this.#projections = projections
    this.#restart()
  }

  /** Says in a few words what an event did. Default, also where it throws: its type. Shown as text. */
  get describe(): Describe {
    return this.#describe
  }

  set describe(describe: Describe) {
    this.#describe = describe
    this.#frame?.redraw()
  }

  /** Marks of the application's own on the timeline, such as conflicts that it caught. */
  get marks(): readonly Mark[] {
    return this.#marks
  }

  set marks(marks: readonly Mark[]) {
    this.#marks = marks
    this.#frame?.redraw()
  }

  /** What it shows: to be sent elsewhere, or asked for states. Undefined: it is not in a document, or has no store. */
  get timeline(): Timeline<ShownStates, DomainEvent> | undefined {
    return this.#viewer?.timeline
  }

  /** The fork that is shown instead of the log: where the page's commands belong meanwhile. Undefined: the log is shown. */
  get fork(): Fork | undefined {
    return this.#fork
  }

  /** Puts the focus on its slider. */
  override focus(options?: FocusOptions): void {
    this.#frame?.focus(options)
  }

  connectedCallback(): void {
    this.#upgrade()
    this.#restart()
  }

  disconnectedCallback(): void {
    this.#stop()
  }

  attributeChangedCallback(): void {
    this.#frame?.redraw()
  }

  /** What a framework set before the element was defined would hide the properties of the class. */
  #upgrade(): void {
    for (const name of ['store', 'projections', 'describe', 'marks'] as const) {
      if (!Object.hasOwn(this, name)) continue
      const { value } = Object.getOwnPropertyDescriptor(this, name) ?? {}
      Reflect.deleteProperty(this, name)
      Reflect.set(this, name, value)
    }
  }

  /** Store and projections are set one after the other: it starts once, when both are there. */
  #restart(): void {
    if (this.#isStarting) return
    this.#isStarting = true
    queueMicrotask(() => {
      this.#isStarting = false
      this.#stop()
      if (this.isConnected && this.#store) this.#start(this.#store)
    })
  }

  #start(store: EventStore): void {
    const main = new Viewer(store, this.#projections, readBookmarks(store.logId), () => this.#frame?.redraw())
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    adopt(root, frameStyle)
    const frame = new Frame({
      element: this,
      root,
      main: () => main,
      viewer: () => this.#viewer ?? main,
      forked: () => this.#fork,
      fork: (without) => this.#startFork(main, without),
      unfork: () => this.#endFork(main),
      describe: () => this.#describe,
      marks: () => this.#marks,
    })
    this.#frame = frame
    root.replaceChildren(frame.element)
    let { bookmarks, lastPosition } = main.view
    main.timeline.subscribe((view) => {
      if (view.bookmarks !== bookmarks) keepBookmarks(store.logId, bookmarks, view.bookmarks)
      // A fork is compared with the log as it is now.
      if (view.lastPosition !== lastPosition) this.#viewer?.compareAnew()
      ;({ bookmarks, lastPosition } = view)
    })
    this.#main = main
    this.#show(main)
    this.#stopLooking = new AbortController()
    addEventListener('hashchange', () => void this.#goToLink(main, frame), { signal: this.#stopLooking.signal })
    if (store !== this.#linkFollowedIn) void this.#goToLink(main, frame)
  }

  /** Tells the page what is shown, of this one from now on. */
  #show(viewer: Viewer): void {
    this.#viewer = viewer
    this.#untell()
    this.#untell = viewer.timeline.subscribe((view) => {
      this.dispatchEvent(new CustomEvent<ShownMoment>('moment', { detail: { ...view, fork: this.#fork } }))
    })
    this.#frame?.redraw()
  }

  async #startFork(main: Viewer, without: RecordedEvent | undefined): Promise<void> {
    const { openWhatIf } = await loadCode(() => import('./what-if.ts'))
    const projections = this.#projections
    const opened = await openWhatIf(main, { without, projections, onChange: () => this.#frame?.redraw() })
    if (main !== this.#main || this.#fork) return opened.discard()
    this.#fork = opened.forked
    this.#show(opened.viewer)
  }

  async #endFork(main: Viewer): Promise<void> {
    const [viewer, forked] = [this.#viewer, this.#fork]
    this.#fork = undefined
    this.#show(main)
    if (viewer !== main) viewer?.stop()
    await forked?.discard()
  }

  /** Opened by a link to a moment, it shows that moment. */
  async #goToLink(main: Viewer, frame: Frame): Promise<void> {
    const id = momentOf(location.href)
    if (id === undefined) return
    try {
      if (await main.timeline.seekEvent({ id })) this.#linkFollowedIn = main.store
    } catch (error) {
      frame.tell(
        error instanceof InvalidArgument ? 'The link leads to an event that is not in this log.' : String(error),
      )
    }
  }

  #stop(): void {
    this.#stopLooking.abort()
    this.#untell()
    this.#frame?.stop()
    this.#viewer?.stop()
    this.#main?.stop()
    // It is in memory alone: whoever wants to keep one commits or exports it.
    void this.#fork?.discard()
    this.#frame = this.#viewer = this.#main = this.#fork = undefined
    this.shadowRoot?.replaceChildren()
  }
}

if ('customElements' in globalThis && !customElements.get('rewindable-timeline')) {
  customElements.define('rewindable-timeline', RewindableTimeline)
}

declare global {
  interface HTMLElementTagNameMap {
    'rewindable-timeline': RewindableTimeline
  }
  interface HTMLElementEventMap {
    moment: CustomEvent<ShownMoment>
  }
}
