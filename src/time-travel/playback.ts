import { type Check, checkOptions } from '../events/argument-checks.ts'
import type { RecordedEvent } from '../events/domain-event.ts'

/** How to play. */
export type Playback = {
  /** From 0.5 to 16, default 1: two events a second, or the time between them as it was. */
  readonly speed?: number
  /** Waits between two events as long as it was between them when they were recorded, but no longer than two seconds. */
  readonly realTime?: boolean
}

/** What is played, as {@link playOn} sees it. */
type Film = {
  readonly view: () => {
    readonly event: RecordedEvent | undefined
    readonly position: number
    readonly lastPosition: number
  }
  /** The event after the one shown. */
  readonly next: () => Promise<RecordedEvent | undefined>
  readonly go: (position: number) => Promise<unknown>
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

const betweenEvents = 500
const longestGap = 2_000
const aSpeed: Check = ['a number from 0.5 to 16', (speed) => Number(speed) >= 0.5 && Number(speed) <= 16]
const aChoice: Check = ['true or false', (value) => typeof value === 'boolean']

/** @throws {@link InvalidArgument} */
export function completePlayback(playback: Playback): Required<Playback> {
  const given = checkOptions(playback, { speed: aSpeed, realTime: aChoice })
  return { speed: 1, realTime: false, ...given }
}

/** How long one event is on the screen before the next, in milliseconds. */
function gapBetween(
  event: RecordedEvent | undefined,
  next: RecordedEvent,
  { speed, realTime }: Required<Playback>,
): number {
  if (!realTime) return betweenEvents / speed
  return Math.min(longestGap, (next.recordedAt - (event ?? next).recordedAt) / speed)
}

/** Shows one event after the other, from the beginning if the last one is shown. */
export async function playOn(
  { view, next, go, wait }: Film,
  playing: Required<Playback>,
  signal: AbortSignal,
): Promise<void> {
  const { position, lastPosition } = view()
  if (!signal.aborted && position === lastPosition) await go(0)
  while (!signal.aborted) {
    const event = await next()
    if (!event) return
    await wait(gapBetween(view().event, event, playing), signal)
    if (!signal.aborted) await go(event.globalPosition)
  }
}
