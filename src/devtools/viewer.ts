import type { DomainEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { type StateChange, stateChanges } from '../time-travel/state-changes.ts'
import { Timeline } from '../time-travel/timeline.ts'
import type { Bookmark, TimelineView } from '../time-travel/timeline-view.ts'
import { ChangedPaths } from './changed-paths.ts'
import { isMatch, parseQuery } from './event-query.ts'
import { EventWindow } from './event-window.ts'
import { leadsElsewhere } from './leads-elsewhere.ts'
import { Matches } from './matches.ts'
import { onceAFrame } from './once-a-frame.ts'
import { type Scale, type Spread, type Stretch, scaleOf, zoomed } from './scale.ts'
import { definitionsOf, type ShownProjection, type ShownStates } from './shown-projection.ts'
import { TimeCurve } from './time-curve.ts'

const nothing = new ChangedPaths([])
/** Whoever moves again within so many milliseconds is still on the way: what takes long is done where they come to rest. */
const rest = 70

/**
 * One log as it is looked at: where in it, how close, what is searched for and what is compared. Holds no elements; what shows
 * it is told by `onChange` that something is different.
 */
export class Viewer {
  readonly store: EventStore
  readonly projections: readonly ShownProjection[]
  readonly timeline: Timeline<ShownStates, DomainEvent>
  readonly events: EventWindow
  readonly curve: TimeCurve
  matches: Matches | undefined
  spread: Spread = 'events'
  /** What the slider spans; undefined: the whole log. */
  zoom: Stretch | undefined
  /** A position to compare with, instead of with the one before. */
  pinned: number | undefined
  changed: ChangedPaths = nothing
  /** Positions of stored snapshots. */
  snapshots: readonly number[] = []
  speed = 1
  realTime = false
  /** States to compare with instead: those of the log that this one is a fork of. */
  against: (() => Promise<ShownStates>) | undefined
  readonly #onChange: () => void
  readonly #unsubscribe: () => void
  readonly #goToWished = onceAFrame(() => this.#isStopped || this.goTo(this.#wished))
  #wished = 0
  /** What is looked for to go there. */
  #search: Promise<number | undefined> | undefined
  #seen = { lastPosition: 0, historyId: '' }
  #resting: ReturnType<typeof setTimeout> | undefined
  #isStopped = false

  /** @throws {@link StoreClosed} */
  constructor(
    store: EventStore,
    projections: readonly ShownProjection[],
    bookmarks: readonly Bookmark[],
    onChange: () => void,
  ) {
    this.store = store
    this.projections = projections
    this.#onChange = onChange
    this.events = new EventWindow(store, onChange)
    this.curve = new TimeCurve(store, onChange)
    this.timeline = new Timeline<ShownStates, DomainEvent>(store, definitionsOf(projections), { bookmarks })
    let known: TimelineView<ShownStates> | undefined
    this.#unsubscribe = this.timeline.subscribe((view) => {
      this.#grown(view.lastPosition)
      if (known?.position !== view.position || known.state !== view.state) this.#moved()
      known = view
      onChange()
    })
  }

  /** The states at the end of the log, wherever one stands. */
  async statesNow(): Promise<ShownStates> {
    return this.timeline.stateAt(await this.store.lastPosition())
  }

  get view(): TimelineView<ShownStates> {
    return this.timeline.getSnapshot()
  }

  /** What the slider spans. */
  get scale(): Scale {
    return this.zoom ? scaleOf(this.zoom, this.spread, this.curve) : this.whole
  }

  get whole(): Scale {
    return scaleOf({ from: 0, to: this.view.lastPosition }, this.spread, this.curve)
  }

  /** Nobody is on the way: what takes long may be shown. */
  get isAtRest(): boolean {
    return this.#resting === undefined
  }

  /** Goes there with the next frame: a hand on a slider asks more often than a screen shows. */
  dragTo(position: number): void {
    this.#wished = position
    this.#goToWished()
  }

  goTo(position: number): void {
    if (leadsElsewhere(this.view, -1)) this.#go(this.timeline.seek(Math.max(0, Math.round(position))))
  }

  /**
   * Goes to what is looked for when it is found, unless a person goes elsewhere meanwhile.
   *
   * @throws what looking failed with
   */
  async goToFound(search: Promise<number | undefined> | undefined): Promise<void> {
    this.#search = search
    const found = await search
    if (found !== undefined && search === this.#search) this.goTo(found)
  }

  /** Of those that are visible. */
  step(by: number): void {
    if (leadsElsewhere(this.view, by)) this.#go(this.timeline.step(by))
  }

  toLive(): void {
    this.#go(this.timeline.toLive())
  }

  togglePlaying(): void {
    return this.view.playing ? this.timeline.pause() : this.play()
  }

  play(): void {
    const { speed, realTime } = this
    if (leadsElsewhere(this.view, -1)) this.#go(this.timeline.play({ speed, realTime }))
  }

  toggleBookmark(label: string): void {
    const { bookmarks, position } = this.view
    if (bookmarks.some((one) => one.position === position)) this.timeline.removeBookmark(position)
    else this.timeline.bookmark(label)
  }

  /** Shows only the events that fit what was typed. The states stay what they are. */
  search(typed: string): void {
    const query = parseQuery(typed)
    this.matches?.stop()
    this.matches = query && new Matches(this.store, query, this.#onChange)
    this.timeline.filter(query ? { where: (event) => isMatch(query, event) } : {})
    void this.matches?.lookUpTo(this.#seen.lastPosition)
    this.#onChange()
  }

  /** To the next event that fits what was typed, or the one before. */
  find(direction: 1 | -1): void {
    void this.goToFound(this.matches?.from(this.view.position, direction))
  }

  zoomBy(factor: number, share: number = this.scale.shareOf(this.view.position)): void {
    this.zoomTo(zoomed(this.scale, share, factor, this.view.lastPosition))
  }

  zoomTo(stretch: Stretch | undefined): void {
    this.zoom = stretch
    this.#sample()
    this.#onChange()
  }

  pin(position: number | undefined): void {
    this.pinned = position
    this.#moved()
    this.#onChange()
  }

  stop(): void {
    this.#isStopped = true
    this.#search = undefined
    this.#unsubscribe()
    this.matches?.stop()
    this.curve.stop()
    this.events.forget()
    clearTimeout(this.#resting)
    this.timeline.stop()
  }

  /** What a move fails with is in the timeline's view, where it is shown. */
  #go(move: Promise<unknown>): void {
    this.#search = undefined
    void move.catch(() => {})
  }

  /** What it is compared with is different. Not put off, as by whoever moves: a busy log would never be compared with. */
  compareAnew(): void {
    if (this.against && this.isAtRest) this.#resting = setTimeout(() => void this.#rest(), rest)
  }

  #moved(): void {
    clearTimeout(this.#resting)
    this.#resting = setTimeout(() => void this.#rest(), rest)
    const { position } = this.view
    // The part of the log that is zoomed in on goes along with who leaves it.
    if (this.zoom && (position < this.zoom.from || position > this.zoom.to)) {
      const length = this.zoom.to - this.zoom.from
      const from = Math.min(Math.max(0, position - Math.round(length / 2)), this.#seen.lastPosition - length)
      this.zoomTo({ from, to: from + length })
    }
  }

  async #rest(): Promise<void> {
    this.#resting = undefined
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

  #sample(): void {
    const whole = { from: 1, to: this.#seen.lastPosition }
    void this.curve.sample(this.zoom ? [this.zoom, whole] : [whole])
  }

  async #changesUpTo(position: number): Promise<readonly StateChange[]> {
    const { against, pinned, timeline } = this
    if (against && pinned === undefined) return stateChanges(await against(), await timeline.stateAt(position))
    const from = pinned ?? position - 1
    return from < 0 ? [] : timeline.diff(from, position)
  }

  #grown(lastPosition: number): void {
    const known = this.store.historyId === this.#seen.historyId ? this.#seen.lastPosition : Infinity
    if (lastPosition === known) return
    if (lastPosition < known) {
      for (const remembering of [this.events, this.curve]) remembering.forget()
      this.matches?.stop()
      this.matches = this.matches && new Matches(this.store, this.matches.query, this.#onChange)
      this.zoom = undefined
    }
    this.#seen = { lastPosition, historyId: this.store.historyId }
    void this.matches?.lookUpTo(lastPosition)
    this.#sample()
  }
}
