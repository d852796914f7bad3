import type { DomainEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { Timeline } from '../time-travel/timeline.ts'
import type { TimelineView } from '../time-travel/timeline-view.ts'
import { Frame } from './frame.ts'
import { byType, type Describe } from './in-words.ts'
import { keepBookmarks, readBookmarks } from './kept.ts'
import type { Mark } from './marks.ts'
import { findEvent, momentOf } from './moment-link.ts'
import type { ShownProjection } from './shown-projection.ts'
import { styleSheets } from './style-sheets.ts'
import { type ShownStates, Viewer } from './viewer.ts'

// Where there are no elements, as on a server, the class can be imported and not made.
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/**
 * `<rewindable-timeline>`: the history of an event store, to scrub, search and understand, in any page and any framework.
 * Importing it defines the element. It shows nothing until it has a store.
 *
 * Attributes: `dock` (`bottom`: at the bottom of the window, as the last child of the body; `float`: a window of its own;
 * none: where it stands), `open` (with its panels), `theme` (`light`, `dark`; none: as the system), `shortcuts="off"`, `label`.
 *
 * Dispatches `change`, a `CustomEvent` whose `detail` is the {@link TimelineView}, whenever what is shown is different.
 *
 * @example
 * ```ts
 * import 'rewindable/devtools'
 *
 * const element = document.createElement('rewindable-timeline')
 * element.setAttribute('dock', 'bottom')
 * element.store = store
 * element.projections = [balances]
 * element.addEventListener('change', ({ detail }) => render(detail.state[0]))
 * document.body.append(element)
 * ```
 */
export class RewindableTimeline extends Base {
  static readonly observedAttributes: readonly string[] = ['open', 'dock', 'label']

  #store: EventStore | undefined
  #projections: readonly ShownProjection[] = []
  #describe: Describe = byType
  #marks: readonly Mark[] = []
  #viewer: Viewer | undefined
  #frame: Frame | undefined
  #isStarting = false
  #stopLooking = new AbortController()

  /** The event store to look into. It stays open when the element goes. */
  get store(): EventStore | undefined {
    return this.#store
  }

  set store(store: EventStore | undefined) {
    this.#store = store
    this.#restart()
  }

  /** The projections whose states are shown. None: the events alone. */
  get projections(): readonly ShownProjection[] {
    return this.#projections
  }

  set projections(projections: readonly ShownProjection[]) {
    this.#projections = projections
    this.#restart()
  }

  /** Says in a few words what an event did. Default: its type. What it returns is shown as text. */
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
    const viewer = new Viewer(store, this.#projections, readBookmarks(store.logId), () => this.#frame?.redraw())
    this.#viewer = viewer
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = styleSheets()
    const frame = new Frame({
      element: this,
      root,
      viewer: () => viewer,
      describe: () => this.#describe,
      marks: () => this.#marks,
    })
    this.#frame = frame
    root.replaceChildren(frame.element)
    let { bookmarks } = viewer.view
    viewer.timeline.subscribe((view: TimelineView<ShownStates>) => {
      if (view.bookmarks !== bookmarks) keepBookmarks(store.logId, view.bookmarks)
      bookmarks = view.bookmarks
      this.dispatchEvent(new CustomEvent('change', { detail: view }))
    })
    frame.redraw()
    this.#stopLooking = new AbortController()
    const { signal } = this.#stopLooking
    addEventListener('hashchange', () => void this.#goToLink(store, signal), { signal })
    void this.#goToLink(store, signal)
  }

  /** Opened by a link to a moment, it shows that moment. */
  async #goToLink(store: EventStore, signal: AbortSignal): Promise<void> {
    const id = momentOf(location.href)
    if (id === undefined) return
    const event = await findEvent(store, id, { signal }).catch(() => undefined)
    if (signal.aborted) return
    if (event) this.#frame?.jump(event.globalPosition)
    else this.#frame?.tell('The link leads to an event that is not in this log.')
  }

  #stop(): void {
    this.#stopLooking.abort()
    this.#frame?.stop()
    this.#viewer?.stop()
    this.#frame = undefined
    this.#viewer = undefined
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
}
