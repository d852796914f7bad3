import { time as aTime, check, count } from '../events/argument-checks.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { callOnChange } from '../log/call-on-change.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import type { EventStore } from '../log/event-store.ts'
import { sequenceOf } from '../log/one-stream.ts'
import { Run } from '../log/run.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import { disposeWith } from '../platform/dispose.ts'
import { positionAtTimeIn } from '../projection/reconstruct-state.ts'
import { type EventAnchor, positionOfEvent } from './event-anchor.ts'
import { lastChange, watchedAt } from './last-change.ts'
import { completePlayback, type Playback, playOn } from './playback.ts'
import { Playhead } from './playhead.ts'
import { nextVisible, readPast } from './read-past.ts'
import { ShownProjections, type TimelineProjections } from './shown-projections.ts'
import { type Path, type StateChange, stateChanges } from './state-changes.ts'
import { aWholeNumber, checkFilter, isVisible, type TimelineFilter, visibleFrom } from './timeline-filter.ts'
import { completeOptions, type TimelineOptions } from './timeline-options.ts'
import { type KeyframesInMemory, type PlayheadView, type TimelineView, withBookmark } from './timeline-view.ts'

/**
 * Shows the states of projections at any position of the log. It follows the end of the log (live), or stays at an earlier position.
 * It begins live. It never appends events, but it stores snapshots.
 *
 * `seek`, `seekTime`, `seekEvent`, `step` and `toLive` resolve with true when the position is shown. They resolve with false when a
 * later call replaced them or the timeline was stopped. They reject with {@link ProjectionFailed} when a handler threw. They reject with
 * {@link LogCorrupted}, {@link LogLost} or {@link StoreClosed} when the log cannot be read. The shown state then stays.
 *
 * @example
 * ```ts
 * const timeline = new Timeline(store, balances)
 * const unsubscribe = timeline.subscribe(({ state, position, lastPosition }) => render(state, position, lastPosition))
 * slider.oninput = () => timeline.seek(slider.valueAsNumber).catch(() => {})
 *
 * // The history of one account. Each position is a version of the stream.
 * const history = new Timeline(store, balance, { streamId: 'account:1' })
 * ```
 */
export class Timeline<const State, E extends DomainEvent> {
  declare readonly [Symbol.dispose]: () => void
  static {
    disposeWith(Timeline.prototype, 'stop')
  }
  readonly #sequence: EventSequence<E>
  readonly #projections: ShownProjections<State, E>
  readonly #wait: Required<TimelineOptions>['wait']
  readonly #playhead: Playhead<E>
  readonly #changes = new EventTarget()
  #view: TimelineView<State, E>
  /** The current playback, or the last one. */
  #played: Run | undefined

  /** @throws {@link InvalidArgument} an option is invalid; {@link StoreClosed} the store was closed */
  constructor(store: EventStore<E>, projections: TimelineProjections<State, E>, options: TimelineOptions = {}) {
    const { keyframeMemory, bookmarks, wait, streamId } = completeOptions(options)
    this.#sequence = sequenceOf(store, streamId)
    this.#projections = new ShownProjections(projections)
    this.#wait = wait
    const { definitions } = this.#projections
    this.#playhead = new Playhead(this.#sequence, definitions, keyframeMemory, (changes) => this.#moved(changes))
    const { states, ...view } = this.#playhead.view
    this.#view = { ...view, state: this.#projections.stateOf(states), playing: undefined, filter: {}, bookmarks }
  }

  /** Returns the view, for `useSyncExternalStore`. It is the same object until the next change. */
  readonly getSnapshot = (): TimelineView<State, E> => this.#view

  /** Calls a listener now and after each change. A stopped timeline follows again. @returns a function that ends the calls */
  readonly subscribe = (listener: (view: TimelineView<State, E>) => void): (() => void) => {
    // Starts before the first call, because the listener may stop the timeline.
    this.#playhead.start()
    return callOnChange(this.#changes, () => listener(this.#view))
  }

  /**
   * Shows the state at a position, or at the end if the log is shorter, and stays there.
   *
   * @throws {@link InvalidArgument} the position is not a whole number from 0
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
   * @throws {@link InvalidArgument} the time is invalid
   */
  async seekTime(time: number | Date): Promise<boolean> {
    check('time', time, aTime)
    this.pause()
    return this.#playhead.go(() => positionAtTimeIn(this.#sequence, time))
  }

  /**
   * Shows the state after an event and stays there. A link can keep the id of the event, such as `#at=<event id>`.
   *
   * @param event a recorded event, or its id; see {@link EventAnchor}
   * @throws {@link InvalidArgument} the log has no such event; the view does not change
   */
  async seekEvent(event: EventAnchor): Promise<boolean> {
    this.pause()
    return this.#playhead.go(() => positionOfEvent(this.#sequence, event))
  }

  /**
   * Moves by a number of visible events, counted from the goal of the last call. The move stops at the last visible event and
   * at position 0. A negative number moves back.
   *
   * @throws {@link InvalidArgument} the number is not a whole number
   */
  async step(by = 1): Promise<boolean> {
    check('by', by, aWholeNumber)
    this.pause()
    return this.#playhead.go(async (from) => visibleFrom(this.#sequence, this.#view.filter, await from(), by))
  }

  /** Shows the end of the log and follows it from there. */
  async toLive(): Promise<boolean> {
    this.pause()
    return this.#playhead.toLive()
  }

  /**
   * Shows the visible events one by one, from the shown position. At the end of the log, playback starts at the beginning. Playback ends
   * at the end of the log, without going live.
   * @returns a promise that resolves when playback ended or was paused; each seek pauses it
   * @throws {@link InvalidArgument} the speed is invalid
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
    const next = () => nextVisible(this.#sequence, this.#playhead, this.#view)
    const target = { view: this.getSnapshot, next, go, wait: this.#wait }
    try {
      await this.#playhead.untilStopped(playOn(target, playing, run.signal))
    } finally {
      if (!run.isOver) this.pause()
    }
  }

  /** Ends playback. The shown position stays. */
  pause(): void {
    this.#played?.end()
    this.#show({ playing: undefined })
  }

  /**
   * Sets which events are visible; `{}`: all. Steps and playback go from one visible event to the next. The shown state does not
   * change, because hidden events are still folded.
   *
   * @throws {@link InvalidArgument} the filter is invalid
   */
  filter(filter: TimelineFilter<E>): void {
    checkFilter(filter)
    this.#show({ filter })
  }

  /** Returns whether the filter selects an event. */
  isVisible(event: RecordedEvent<E>): boolean {
    return isVisible(this.#view.filter, event)
  }

  /** Adds or replaces a bookmark at the shown position. The view has all bookmarks, so that you can store them. */
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

  /** Returns the state at a position, without moving the timeline. You must not change the state. */
  async stateAt(position: number): Promise<State> {
    check('position', position, count)
    const { states } = await readPast(this.#sequence, this.#playhead, position, (past, at) => past.statesAt(at))
    return this.#projections.stateOf(states)
  }

  /**
   * Returns the differences between the states at two positions. `diff(n - 1, n)` returns the changes of event `n`. With several
   * projections, a path begins with the index of one.
   */
  async diff(from: number, to: number): Promise<StateChange[]> {
    return withinOneHistory(this.#sequence, async () => stateChanges(await this.stateAt(from), await this.stateAt(to)))
  }

  /**
   * Returns the last event at or before a position that changed the state at a path. `undefined`: no event did. The search goes
   * backward, so it finds recent changes fast. If a value changed and changed back, both events count.
   * @param path as {@link Timeline.diff} returns it
   * @param position default: the shown position
   * @throws {@link InvalidArgument} with several projections, the path does not begin with the index of one
   */
  async lastChange(path: Path, position: number = this.#view.position): Promise<RecordedEvent<E> | undefined> {
    check('position', position, count)
    const watched = watchedAt(this.#projections.definitions, this.#projections.pathInList(path))
    return readPast(this.#sequence, this.#playhead, position, (past, at) => lastChange(past, watched, at))
  }

  /** The keyframes in memory, from which seeks fold. */
  get keyframes(): KeyframesInMemory {
    const { positions, bytes } = this.#playhead.past.keyframes
    return { positions, bytes }
  }

  /** Resolves when all keyframes that fit into the memory budget are made, and some of them are stored. */
  prepared(): Promise<void> {
    return this.#playhead.prepared()
  }

  /** Stops following. The view stays, and pending seeks resolve with false. `subscribe`, seeks and `play` follow again. */
  stop(): void {
    this.pause()
    this.#playhead.stop()
  }

  #moved({ states, ...changes }: Partial<PlayheadView<E>>): void {
    this.#show(states ? { ...changes, state: this.#projections.stateOf(states) } : changes)
  }

  #show(changes: Partial<TimelineView<State, E>>): void {
    const view = { ...this.#view, ...changes }
    const keys = Object.keys(changes) as (keyof typeof view)[]
    if (keys.every((key) => Object.is(view[key], this.#view[key]))) return
    this.#view = view
    this.#changes.dispatchEvent(new Event('change'))
  }
}
