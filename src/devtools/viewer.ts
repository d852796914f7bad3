import type { DomainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { type StateChange, stateChanges } from '../time-travel/state-changes.ts'
import { Timeline } from '../time-travel/timeline.ts'
import type { Bookmark, TimelineView } from '../time-travel/timeline-view.ts'
import { SliderRange } from './chart/slider-range.ts'
import { ChangedPaths } from './panels/changed-paths.ts'
import { EventCache } from './panels/event-cache.ts'
import { isMatch, parseQuery } from './panels/event-query.ts'
import { SearchMatches } from './panels/search-matches.ts'
import { oncePerFrame } from './rendering.ts'
import { definitionsOf, type ShownProjection, type ShownStates } from './shown-projection.ts'

const nothing = new ChangedPaths([])
/** The milliseconds without a move after which a position counts as settled. Expensive parts are drawn only then. */
const settleDelay = 70

/**
 * The view model of one log: its timeline, slider range, search and comparison. It holds no DOM elements, and calls
 * `onChange` after each change.
 */
export class Viewer {
  readonly store: EventStore
  readonly projections: readonly ShownProjection[]
  readonly timeline: Timeline<ShownStates, DomainEvent>
  readonly events: EventCache
  readonly slider: SliderRange
  matches: SearchMatches | undefined
  /** The position to compare with. Default: the previous position. */
  pinned: number | undefined
  changed: ChangedPaths = nothing
  /** The positions of the stored snapshots. */
  snapshots: readonly number[] = []
  speed = 1
  realTime = false
  /** Returns the states that a fork is compared with: those of its original log. */
  comparedStates: (() => Promise<ShownStates>) | undefined
  readonly #onChange: () => void
  readonly #unsubscribe: () => void
  readonly #seekOncePerFrame = oncePerFrame(() => this.#isStopped || this.goTo(this.#draggedTo))
  #draggedTo = 0
  /** The pending search whose result becomes the position. */
  #search: Promise<number | undefined> | undefined
  #knownLog = { lastPosition: 0, historyId: '' }
  #settleTimer: ReturnType<typeof setTimeout> | undefined
  #isStopped = false

  /** @throws {@link StoreClosed} if the store is closed */
  constructor(
    store: EventStore,
    projections: readonly ShownProjection[],
    bookmarks: readonly Bookmark[],
    onChange: () => void,
  ) {
    this.store = store
    this.projections = projections
    this.#onChange = onChange
    this.events = new EventCache(store, () => this.view.lastPosition, onChange)
    this.slider = new SliderRange(store, () => this.view.lastPosition, onChange)
    this.timeline = new Timeline<ShownStates, DomainEvent>(store, definitionsOf(projections), { bookmarks })
    let known: TimelineView<ShownStates> | undefined
    this.#unsubscribe = this.timeline.subscribe((view) => {
      this.#onLogChange(view.lastPosition)
      if (known?.position !== view.position || known.state !== view.state) this.#onMove()
      known = view
      onChange()
    })
  }

  /** Returns the states at the end of the log, independent of the displayed position. */
  async statesNow(): Promise<ShownStates> {
    return this.timeline.stateAt(await this.store.lastPosition())
  }

  get view(): TimelineView<ShownStates> {
    return this.timeline.getSnapshot()
  }

  /** Whether the position has settled, so that expensive parts can be drawn. */
  get isSettled(): boolean {
    return this.#settleTimer === undefined
  }

  /** Goes to a position in the next animation frame, because a slider reports more moves than the screen can show. */
  dragTo(position: number): void {
    this.#draggedTo = position
    this.#seekOncePerFrame()
  }

  goTo(position: number): void {
    if (canMove(this.view, -1)) this.#go(this.timeline.seek(Math.max(0, Math.round(position))))
  }

  /**
   * Goes to the result of a search, unless the user moves before the result is found.
   *
   * @throws the error of the search
   */
  async goToResult(search: Promise<number | undefined> | undefined): Promise<void> {
    this.#search = search
    const found = await search
    if (found !== undefined && search === this.#search) this.goTo(found)
  }

  /** Moves by a number of visible events. */
  step(by: number): void {
    if (canMove(this.view, by)) this.#go(this.timeline.step(by))
  }

  toLive(): void {
    this.#go(this.timeline.toLive())
  }

  togglePlaying(): void {
    return this.view.playing ? this.timeline.pause() : this.play()
  }

  play(): void {
    const { speed, realTime } = this
    if (canMove(this.view, -1)) this.#go(this.timeline.play({ speed, realTime }))
  }

  toggleBookmark(label: string): void {
    const { bookmarks, position } = this.view
    if (bookmarks.some((one) => one.position === position)) this.timeline.removeBookmark(position)
    else this.timeline.bookmark(label)
  }

  /** Hides the events that do not match. States do not change. */
  search(typed: string): void {
    const query = parseQuery(typed)
    this.matches?.stop()
    this.matches = query && new SearchMatches(this.store, query, this.#onChange)
    this.timeline.filter(query ? { where: (event) => isMatch(query, event) } : {})
    void this.matches?.searchUpTo(this.#knownLog.lastPosition)
    this.#onChange()
  }

  /** Goes to the next or the previous matching event. */
  find(direction: 1 | -1): void {
    void this.goToResult(this.matches?.from(this.view.position, direction))
  }

  pin(position: number | undefined): void {
    this.pinned = position
    this.#onMove()
    this.#onChange()
  }

  stop(): void {
    this.#isStopped = true
    this.#search = undefined
    this.#unsubscribe()
    this.matches?.stop()
    this.slider.stop()
    this.events.forget()
    clearTimeout(this.#settleTimer)
    this.timeline.stop()
  }

  /** Errors of a move are part of the view of the timeline, which displays them. */
  #go(move: Promise<unknown>): void {
    this.#search = undefined
    void move.catch(() => {})
  }

  /**
   * Compares again because the compared states changed. Does not restart the timer: in a busy log, a restarted timer would never fire.
   */
  refreshComparison(): void {
    if (this.comparedStates && this.isSettled) this.#settleTimer = setTimeout(() => void this.#settle(), settleDelay)
  }

  #onMove(): void {
    clearTimeout(this.#settleTimer)
    this.#settleTimer = setTimeout(() => void this.#settle(), settleDelay)
    this.slider.keepInRange(this.view.position)
  }

  async #settle(): Promise<void> {
    this.#settleTimer = undefined
    const { position } = this.view
    try {
      const changes = await this.#changesUpTo(position)
      if (this.view.position === position) this.changed = new ChangedPaths(changes)
    } catch {
      this.changed = nothing
    }
    const lists = this.projections.map(({ name }) => this.store.snapshots.list(name))
    const stored = await Promise.all(lists).catch(() => [])
    this.snapshots = [...new Set(stored.flat())].sort((one, other) => one - other)
    if (!this.#isStopped) this.#onChange()
  }

  async #changesUpTo(position: number): Promise<readonly StateChange[]> {
    const { comparedStates, pinned, timeline } = this
    if (comparedStates && pinned === undefined)
      return stateChanges(await comparedStates(), await timeline.stateAt(position))
    const from = pinned ?? position - 1
    return from < 0 ? [] : timeline.diff(from, position)
  }

  #onLogChange(lastPosition: number): void {
    const known = this.store.historyId === this.#knownLog.historyId ? this.#knownLog.lastPosition : Infinity
    if (lastPosition === known) return
    if (lastPosition < known) {
      this.events.forget()
      this.slider.forget()
      this.matches?.stop()
      this.matches = this.matches && new SearchMatches(this.store, this.matches.query, this.#onChange)
    }
    this.#knownLog = { lastPosition, historyId: this.store.historyId }
    void this.matches?.searchUpTo(lastPosition)
    this.slider.sample()
  }
}

type Position = { readonly isLive: boolean; readonly position: number; readonly lastPosition: number }

/** A live timeline has no later event, and an empty log has no earlier one. Such a request keeps the timeline live. */
function canMove({ isLive, position, lastPosition }: Position, direction: number): boolean {
  return !isLive || lastPosition > (direction > 0 ? position : 0)
}
