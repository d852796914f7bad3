import { nextFrame } from './next-frame.ts'
import type { TimeMachine } from './time-machine.ts'

const secondsForAll = 12
const slowestEventsASecond = 2

/**
 * Plays the log like a film, from the moment on the screen or, when live, from the beginning. It ends in the present, or
 * as soon as anything else moves the timeline.
 */
export function playButton(button: HTMLButtonElement, timeMachine: TimeMachine): void {
  let isPlaying = false

  button.addEventListener('click', () => {
    if (isPlaying) show(false)
    else void play()
  })

  async function play(): Promise<void> {
    show(true)
    const { isLive, position } = timeMachine.moment
    const from = isLive ? 0 : position
    const begin = performance.now()
    let expected = from
    timeMachine.goTo(from)
    for (;;) {
      await nextFrame()
      const { position: found, isLive: hasArrived, lastPosition } = timeMachine.moment
      if (!isPlaying || hasArrived || found !== expected) break
      const eventsASecond = Math.max(slowestEventsASecond, lastPosition / secondsForAll)
      const played = ((performance.now() - begin) / 1000) * eventsASecond
      expected = Math.min(from + Math.floor(played), lastPosition)
      timeMachine.goTo(expected)
    }
    show(false)
  }

  function show(playing: boolean): void {
    isPlaying = playing
    button.toggleAttribute('data-playing', playing)
    button.setAttribute('aria-label', playing ? 'Pause' : 'Play')
  }
}
