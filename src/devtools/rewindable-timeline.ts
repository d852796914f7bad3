import type { DomainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { Fork } from '../time-travel/fork-store.ts'
import type { Timeline } from '../time-travel/timeline.ts'
import { errorBanner } from './banner.ts'
import type { Mark } from './chart/log-chart.ts'
import { type Describe, describeByType } from './display-text.ts'
import type { ShownProjection, ShownStates } from './shown-projection.ts'
import { type ShownMoment, StoreSession } from './store-session.ts'
import { adoptStyles, readoptStyles } from './styles/adopt-styles.ts'
import { elementStyle } from './styles/element-style.ts'

// On a server there is no `HTMLElement`. The class can then be imported, but not constructed.
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/**
 * `<rewindable-timeline>` shows the history of an event store, which the user can rewind, search and debug. It works in
 * any page and any framework. The import of this module defines the element. The element shows nothing until `store` is set.
 *
 * Attributes:
 * - `dock`: `bottom` docks the element at the bottom of the window (insert it as the last child of the body); `float` makes the element a
 * movable window; without `dock`, the element is displayed in place.
 * - `open`: shows the panels.
 * - `theme`: `light` or `dark`; default: the system setting.
 * - `shortcuts`: `off` disables the keyboard shortcuts.
 * - `label`: the accessible name of the region.
 *
 * Dispatches `moment`, a `CustomEvent` whose `detail` is a {@link ShownMoment}, whenever the displayed moment or state
 * changes.
 *
 * An element that is moved keeps its position and its fork. A removal and an insertion in the same task count as a
 * move. Otherwise, a removed element stops and discards its fork. After a later insertion, it starts live.
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
  #describe: Describe = describeByType
  #marks: readonly Mark[] = []
  #session: StoreSession | undefined
  #isUpdating = false
  #linkFollowedIn: EventStore | undefined

  /** The event store to display. Removing the element does not close it. Default: none. */
  get store(): EventStore | undefined {
    return this.#store
  }

  // Frameworks set a removed property to `null` or `undefined`.
  set store(store: EventStore | null | undefined) {
    this.#store = store ?? undefined
    this.#update()
  }

  /** The projections whose states are displayed. Default: none; the element then displays only events. */
  get projections(): readonly ShownProjection[] {
    return this.#projections
  }

  set projections(projections: readonly ShownProjection[] | null | undefined) {
    this.#projections = projections ?? []
    this.#update()
  }

  /** Describes an event in a few words, displayed as text. Default, and if it throws: the type of the event. */
  get describe(): Describe {
    return this.#describe
  }

  set describe(describe: Describe | null | undefined) {
    this.#describe = describe ?? describeByType
    this.#session?.redraw()
  }

  /** Marks of the application on the timeline, such as conflicts that it caught. Default: none. */
  get marks(): readonly Mark[] {
    return this.#marks
  }

  set marks(marks: readonly Mark[] | null | undefined) {
    this.#marks = marks ?? []
    this.#session?.redraw()
  }

  /**
   * The displayed timeline. Use it to seek or to compute states from code. `undefined` outside of a document or
   * without a store.
   */
  get timeline(): Timeline<ShownStates, DomainEvent> | undefined {
    return this.#session?.viewer.timeline
  }

  /**
   * The fork that is displayed instead of the log. The page can append to it. `undefined` while the log is
   * displayed.
   */
  get fork(): Fork | undefined {
    return this.#session?.fork
  }

  /** Focuses the slider. */
  override focus(options?: FocusOptions): void {
    this.#session?.ui.focus(options)
  }

  connectedCallback(): void {
    this.#upgrade()
    this.#session?.onMoved()
    this.#update()
  }

  /** Waits for the end of the task, because frameworks move an element by removing and inserting it. */
  disconnectedCallback(): void {
    setTimeout(() => {
      if (!this.isConnected) this.#stop()
    })
  }

  adoptedCallback(): void {
    if (this.shadowRoot) readoptStyles(this.shadowRoot)
  }

  attributeChangedCallback(): void {
    this.#session?.redraw()
  }

  /** Properties that were set before the element was defined would hide the accessors of the class. */
  #upgrade(): void {
    for (const name of ['store', 'projections', 'describe', 'marks'] as const) {
      if (!Object.hasOwn(this, name)) continue
      const { value } = Object.getOwnPropertyDescriptor(this, name) ?? {}
      Reflect.deleteProperty(this, name)
      Reflect.set(this, name, value)
    }
  }

  /**
   * Applies the store and the projections at the end of the task: frameworks set them one by one, or even twice.
   * Setting the same values again has no effect.
   */
  #update(): void {
    if (this.#isUpdating) return
    this.#isUpdating = true
    queueMicrotask(() => {
      this.#isUpdating = false
      if (!this.isConnected || this.#session?.isOf(this.#store, this.#projections)) return
      this.#stop()
      if (this.#store) this.#start(this.#store)
    })
  }

  #start(store: EventStore): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    adoptStyles(root, elementStyle)
    const host = {
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
      this.#session = new StoreSession(host, store, this.#projections)
    } catch (error) {
      root.replaceChildren(errorBanner(error))
      return
    }
    this.#session.start(store !== this.#linkFollowedIn)
  }

  #stop(): void {
    this.#session?.stop()
    this.#session = undefined
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
