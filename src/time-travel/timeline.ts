import { time as aTime, callback, check, checkOptions, count } from '../log/argument-checks.ts'
import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { ofOneHistory } from '../log/one-history.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { onEachChange } from '../projection/on-each-change.ts'
import { positionAtTime } from '../projection/reconstruct-state.ts'
import { Run } from '../projection/run.ts'
import { askPast, nextVisible } from './ask-past.ts'
import { type EventAnchor, positionOfEvent } from './event-anchor.ts'
import { lastChange, watchedAt } from './last-change.ts'
import { statesAt } from './last-good.ts'
import { completePlayback, type Playback, playOn } from './playback.ts'
import { Playhead } from './playhead.ts'
import type { Standing } from './standing.ts'
import { type Path, type StateChange, stateChanges } from './state-changes.ts'
import { isVisible, type TimelineFilter, visibleFrom } from './timeline-filter.ts'
import { anArray, aWholeNumber, completeOptions, type TimelineOptions } from './timeline-options.ts'
import { listed, type TimelineProjections } from './timeline-projections.ts'
import { type KeyframesInMemory, type TimelineView, withBookmark } from './timeline-view.ts'

/**
 * A history that can be scrubbed like a film: the states of projections as of any position, followed live or standing in the
 * past. It begins live. It only ever reads the log, and what it stores are snapshots.
 *
 * What leads elsewhere (`seek`, `seekTime`, `seekEvent`, `step`, `toLive`) resolves when that is shown, with true, or with
 * false when a later call took its place or it was stopped. It rejects with {@link ProjectionFailed} when a handler threw, with
 * {@link LogCorrupted}, {@link LogLost} or {@link StoreClosed} when the log cannot be read; what was shown stays.
 *
 * @example
 * ```ts
 * const timeline = new Timeline(store, balances)
 * const unsubscribe = timeline.subscribe(({ state, position, lastPosition }) => render(state, position, lastPosition))
 * slider.oninput = () => timeline.seek(slider.valueAsNumber).catch(() => {})
 * ```
 */
export class Timeline<const State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definitions: readonly ProjectionDefinition<unknown, E>[]
  readonly #isList: boolean
  readonly #wait: Required<TimelineOptions>['wait']
  readonly #playhead: Playhead<E>
  readonly #changes = new EventTarget()
  #view: TimelineView<State, E>
  /** From the start of playing to its end. */
  #played: Run | undefined

  /** @throws {@link InvalidArgument} an option is not what it should be; {@link StoreClosed} the store was closed */
  constructor(store: EventStore<E>, projections: TimelineProjections<State, E>, options: TimelineOptions = {}) {
    const { keyframeMemory, bookmarks, wait } = completeOptions(options)
    this.#store = store
    this.#definitions = listed(projections)
    this.#isList = Array.isArray(projections)
    this.#wait = wait
    this.#playhead = new Playhead(store, this.#definitions, keyframeMemory, (changes) => this.#moved(changes))
    const { states, ...standing } = this.#playhead.standing
    this.#view = { ...standing, state: this.#stateOf(states), playing: undefined, filter: {}, bookmarks }
  }

  /** What is shown; a new object after each change and the same one in between, as `useSyncExternalStore` needs it. */
  readonly getSnapshot = (): TimelineView<State, E> => this.#view

  /** Calls back at once and on each change: a Svelte store as it stands. Follows again if it was stopped. @returns stops the calls */
  readonly subscribe = (listener: (view: TimelineView<State, E>) => void): (() => void) => {
    // Before the first call, so that the listener may stop it.
    this.#playhead.start()
    return onEachChange(this.#changes, () => listener(this.#view))
  }

  /**
   * Shows the state after exactly so many events, or after all if there are fewer, and stays there.
   *
   * @throws {@link InvalidArgument} not a whole number from 0
   */
  async seek(position: number): Promise<boolean> {
    check('position', position, count)
    this.pause()
    return this.#playhead.go(async () => position)
  }

  /**
   * Shows the state after the last event recorded at or before a time, and stays there.
   *
   * @param time a `Date`, or milliseconds since the Unix epoch
   * @throws {@link InvalidArgument} not a time
   */
  async seekTime(time: number | Date): Promise<boolean> {
    check('time', time, aTime)
    this.pause()
    return this.#playhead.go(() => positionAtTime(this.#store, time))
  }

  /**
   * Shows the state after an event and stays there: a moment survives as the id of its event, in a link such as `#at=<event id>`.
   *
   * @param event one that was read, or what was kept of it; see {@link EventAnchor}
   * @throws {@link InvalidArgument} the log has no such event; what is shown stays, live or not
   */
  async seekEvent(event: EventAnchor): Promise<boolean> {
    this.pause()
    return this.#playhead.go(() => positionOfEvent(this.#store, event))
  }

  /**
   * Goes on by so many visible events, or back if negative, counted from where the last call leads. Ends at the last visible
   * event, and at position 0.
   *
   * @throws {@link InvalidArgument} not a whole number
   */
  async step(by = 1): Promise<boolean> {
    check('by', by, aWholeNumber)
    this.pause()
    return this.#playhead.go(async (from) => visibleFrom(this.#store, this.#view.filter, await from(), by))
  }

  /** Shows the end of the log and follows it from there. */
  async toLive(): Promise<boolean> {
    this.pause()
    return this.#playhead.toLive()
  }

  /**
   * Shows one visible event after the other, from where it stands or, at the end, from the beginning. Ends at the end of the
   * log, in the past.
   *
   * @returns resolves when it ended or was paused; to go anywhere pauses it
   * @throws {@link InvalidArgument} the speed is not one
   */
  async play(playback: Playback = {}): Promise<void> {
    const playing = completePlayback(playback)
    const closed = this.#playhead.start()
    if (closed) throw closed
    this.#played?.end()
    const run = new Run()
    this.#played = run
    this.#show({ playing })
    const go = (position: number): Promise<boolean> => this.#playhead.go(async () => position)
    const next = () => nextVisible(this.#store, this.#playhead, this.#view)
    const film = { view: this.getSnapshot, next, go, wait: this.#wait }
    try {
      await this.#playhead.untilStopped(playOn(film, playing, run.signal))
    } finally {
      if (!run.isOver) this.pause()
    }
  }

  /** Stays where it is. */
  pause(): void {
    this.#played?.end()
    this.#show({ playing: undefined })
  }

  /**
   * Says which events are visible; `{}`: all. Steps and playing go from one visible event to the next. The state shown does not
   * change, since hidden events count in it all the same.
   *
   * @throws {@link InvalidArgument} not a filter
   */
  filter(filter: TimelineFilter<E>): void {
    checkOptions(filter, { streamIds: anArray, types: anArray, where: callback })
    this.#show({ filter })
  }

  /** Whether the filter lets an event through. */
  isVisible(event: RecordedEvent<E>): boolean {
    return isVisible(this.#view.filter, event)
  }

  /** Marks the position shown, anew if it has a mark. The marks are in the view: keep them, and give them to a later timeline. */
  bookmark(label = ''): void {
    const { position, event, bookmarks } = this.#view
    this.#show({ bookmarks: withBookmark(bookmarks, { position, eventId: event?.id ?? '', label }) })
  }

  renameBookmark(position: number, label: string): void {
    this.#show({ bookmarks: this.#view.bookmarks.map((one) => (one.position === position ? { ...one, label } : one)) })
  }

  removeBookmark(position: number): void {
    this.#show({ bookmarks: this.#view.bookmarks.filter((bookmark) => bookmark.position !== position) })
  }

  /** The state as of a position, without going there. As what is shown, it must not be changed. */
  async stateAt(position: number): Promise<State> {
    check('position', position, count)
    const { states } = await askPast(this.#store, this.#playhead, position, (past, at) => statesAt(past, at))
    return this.#stateOf(states)
  }

  /**
   * What makes the state at one position different from that at another, as paths. `diff(n - 1, n)` is what event `n` did. Of
   * several projections, paths begin with the index of one.
   */
  async diff(from: number, to: number): Promise<StateChange[]> {
    return ofOneHistory(this.#store, async () => stateChanges(await this.stateAt(from), await this.stateAt(to)))
  }

  /**
   * Who changed this? The last event, at or before a position, that changed what the state has at a path; none: nothing did.
   * It looks back from the position, so a change that is near is found soon. A value that changed and changed back counts as
   * changed, twice.
   *
   * @param path as {@link Timeline.diff} gives it
   * @param position default: the one shown
   * @throws {@link InvalidArgument} of several projections, the path does not begin with the index of one
   */
  async lastChange(path: Path, position: number = this.#view.position): Promise<RecordedEvent<E> | undefined> {
    check('position', position, count)
    const watched = watchedAt(this.#definitions, this.#isList ? path : [0, ...path])
    return askPast(this.#store, this.#playhead, position, ({ states }, at) => lastChange(states, watched, at))
  }

  /** What is remembered, so that a seek need not fold the whole history. */
  get keyframes(): KeyframesInMemory {
    const { positions, bytes } = this.#playhead.past.states.keyframes
    return { positions, bytes }
  }

  /** Resolves when there is nothing left to prepare: all keyframes that fit the budget are laid, and some of them stored. */
  prepared(): Promise<void> {
    return this.#playhead.prepared()
  }

  /** Stops following. What is shown stays; moves under way resolve with false. `subscribe`, moves and `play` follow again. */
  stop(): void {
    this.pause()
    this.#playhead.stop()
  }

  #moved({ states, ...changes }: Partial<Standing<E>>): void {
    this.#show(states ? { ...changes, state: this.#stateOf(states) } : changes)
  }

  #show(changes: Partial<TimelineView<State, E>>): void {
    const view = { ...this.#view, ...changes }
    const keys = Object.keys(changes) as (keyof typeof view)[]
    if (keys.every((key) => Object.is(view[key], this.#view[key]))) return
    this.#view = view
    this.#changes.dispatchEvent(new Event('change'))
  }

  // The definitions went in as those of this state, and the states come out in their order.
  #stateOf(states: readonly unknown[]): State {
    return (this.#isList ? states : states[0]) as State
  }
}
