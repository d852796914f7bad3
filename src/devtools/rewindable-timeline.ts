import type { DomainEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { Fork } from '../time-travel/fork.ts'
import type { Timeline } from '../time-travel/timeline.ts'
import { couldNotBeShown } from './banner.ts'
import { frameStyle } from './frame-style.ts'
import { byType, type Describe } from './in-words.ts'
import type { Mark } from './marks.ts'
import { Showing, type ShownMoment } from './showing.ts'
import type { ShownProjection, ShownStates } from './shown-projection.ts'
import { adopt, adoptAgain } from './style-sheets.ts'

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
 * It keeps what it shows, and its fork, while it is moved, also when it is removed and inserted again in the same task. Removed for
 * longer, it stops and discards its fork. Inserted again later, it starts live.
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
  #showing: Showing | undefined
  #isUpdating = false
  #linkFollowedIn: EventStore | undefined

  /** The event store to look into. It stays open when the element goes. Without one, nothing is shown. */
  get store(): EventStore | undefined {
    return this.#store
  }

  // A framework sets a property that is no longer given to null or undefined. So it is with those below.
  set store(store: EventStore | null | undefined) {
    this.#store = store ?? undefined
    this.#update()
  }

  /** The projections whose states are shown. None: the events alone. */
  get projections(): readonly ShownProjection[] {
    return this.#projections
  }

  set projections(projections: readonly ShownProjection[] | null | undefined) {
    this.#projections = projections ?? []
    this.#update()
  }

  /** Says in a few words what an event did. Default, also where it throws: its type. Shown as text. */
  get describe(): Describe {
    return this.#describe
  }

  set describe(describe: Describe | null | undefined) {
    this.#describe = describe ?? byType
    this.#showing?.redraw()
  }

  /** Marks of the application's own on the timeline, such as conflicts that it caught. */
  get marks(): readonly Mark[] {
    return this.#marks
  }

  set marks(marks: readonly Mark[] | null | undefined) {
    this.#marks = marks ?? []
    this.#showing?.redraw()
  }

  /** What it shows: to be sent elsewhere, or asked for states. Undefined: it is not in a document, or has no store. */
  get timeline(): Timeline<ShownStates, DomainEvent> | undefined {
    return this.#showing?.viewer.timeline
  }

  /** The fork that is shown instead of the log: where the page's commands belong meanwhile. Undefined: the log is shown. */
  get fork(): Fork | undefined {
    return this.#showing?.fork
  }

  /** Puts the focus on its slider. */
  override focus(options?: FocusOptions): void {
    this.#showing?.frame.focus(options)
  }

  connectedCallback(): void {
    this.#upgrade()
    this.#showing?.moved()
    this.#update()
  }

  /** A framework that moves an element removes it and inserts it again before its task ends. */
  disconnectedCallback(): void {
    setTimeout(() => {
      if (!this.isConnected) this.#stop()
    })
  }

  adoptedCallback(): void {
    if (this.shadowRoot) adoptAgain(this.shadowRoot)
  }

  attributeChangedCallback(): void {
    this.#showing?.redraw()
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

  /**
   * Store and projections are set one after the other, and set back and forth by frameworks: what they are in the end is shown.
   * The same ones again change nothing.
   */
  #update(): void {
    if (this.#isUpdating) return
    this.#isUpdating = true
    queueMicrotask(() => {
      this.#isUpdating = false
      if (!this.isConnected || this.#showing?.isOf(this.#store, this.#projections)) return
      this.#stop()
      if (this.#store) this.#start(this.#store)
    })
  }

  #start(store: EventStore): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    adopt(root, frameStyle)
    const surface = {
      element: this,
      root,
      describe: () => this.#describe,
      marks: () => this.#marks,
      onMoment: (detail: ShownMoment) => this.dispatchEvent(new CustomEvent<ShownMoment>('moment', { detail })),
      onLinkFollowed: () => {
        this.#linkFollowedIn = store
      },
    }
    try {
      this.#showing = new Showing(surface, store, this.#projections)
    } catch (error) {
      root.replaceChildren(couldNotBeShown(error))
      return
    }
    this.#showing.start(store !== this.#linkFollowedIn)
  }

  #stop(): void {
    this.#showing?.stop()
    this.#showing = undefined
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
