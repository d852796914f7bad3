import { type Check, checkOptions } from '../events/argument-checks.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'

/** Options of {@link Timeline.play}. */
export type Playback = {
  /** The speed from 0.5 to 16, default 1. At 1, playback shows two events per second, or with `realTime` the recorded speed. */
  readonly speed?: number
  /** Whether to wait the recorded time between two events, at most two seconds. Default `false`. */
  readonly realTime?: boolean
}

/** An event, and its position in the log or the stream that is shown. */
export type EventAt<E extends DomainEvent = DomainEvent> = {
  readonly event: RecordedEvent<E>
  readonly position: number
}

/** The parts of a timeline that {@link playOn} needs. */
type PlaybackTarget = {
  readonly view: () => {
    readonly event: RecordedEvent | undefined
    readonly position: number
    readonly lastPosition: number
  }
  /** Returns the event to show next, and its position. */
  readonly next: () => Promise<EventAt | undefined>
  readonly go: (position: number) => Promise<unknown>
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

const betweenEvents = 500
const longestGap = 2_000
const aSpeed: Check = ['a number from 0.5 to 16', (speed) => Number(speed) >= 0.5 && Number(speed) <= 16]
const aChoice: Check = ['true or false', (value) => typeof value === 'boolean']

/** Checks the options and adds the defaults. @throws {@link InvalidArgument} an option is invalid */
export function completePlayback(playback: Playback): Required<Playback> {
  const given = checkOptions(playback, { speed: aSpeed, realTime: aChoice })
  return { speed: 1, realTime: false, ...given }
}

/** Returns the time from one event to the next, in milliseconds. */
function gapBetween(
  event: RecordedEvent | undefined,
  next: RecordedEvent,
  { speed, realTime }: Required<Playback>,
): number {
  if (!realTime) return betweenEvents / speed
  return Math.min(longestGap, (next.recordedAt - (event ?? next).recordedAt) / speed)
}

/** Shows one event after the other. If the last event is already shown, playback starts at the beginning. */
export async function playOn(
  { view, next, go, wait }: PlaybackTarget,
  playing: Required<Playback>,
  signal: AbortSignal,
): Promise<void> {
  const { position, lastPosition } = view()
  if (!signal.aborted && position === lastPosition) await go(0)
  while (!signal.aborted) {
    const shownNext = await next()
    if (!shownNext) return
    await wait(gapBetween(view().event, shownNext.event, playing), signal)
    if (!signal.aborted) await go(shownNext.position)
  }
}
