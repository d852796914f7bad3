import { find } from './element.ts'
import { playButton } from './play-button.ts'
import type { Moment, TimeMachine } from './time-machine.ts'
import { count, describePosition, formatCount } from './wording.ts'

/** The slider over all events, with buttons for those who do not drag, and the banner that says past or live. */
export function timelineView(root: HTMLElement, timeMachine: TimeMachine): (moment: Moment) => void {
  const slider = find('input[type=range]', HTMLInputElement, root)
  const place = find('[data-place]', HTMLElement, root)
  const earlier = find('[data-earlier]', HTMLButtonElement, root)
  const later = find('[data-later]', HTMLButtonElement, root)
  const returnToLive = find('[data-return]', HTMLButtonElement, root)
  const past = find('[data-banner=past]', HTMLElement, root)
  const present = find('[data-banner=live]', HTMLElement, root)
  const lost = find('[data-banner=lost]', HTMLElement, root)
  const play = find('[data-play]', HTMLButtonElement, root)
  const behind = find('[data-behind]', HTMLElement, root)
  const arrived = find('[data-arrived]', HTMLElement, root)
  const announcer = find('#announcer', HTMLElement)
  let wasLive = true

  playButton(play, timeMachine)
  reserveRoom(root)
  slider.addEventListener('input', () => timeMachine.goTo(slider.valueAsNumber))
  earlier.addEventListener('click', () => timeMachine.goTo(timeMachine.moment.position - 1))
  later.addEventListener('click', () => timeMachine.goTo(timeMachine.moment.position + 1))
  returnToLive.addEventListener('click', () => {
    timeMachine.goLive()
    // The button is about to disappear; whoever pressed it by keyboard goes on from the slider.
    slider.focus()
  })

  return ({ isLive, isLost, position, lastPosition, arrived: news, live }) => {
    slider.max = String(lastPosition)
    slider.value = String(position)
    slider.style.setProperty('--played', `${lastPosition === 0 ? 100 : (position / lastPosition) * 100}%`)
    const sentence = describePosition(position, lastPosition, live)
    slider.setAttribute('aria-valuetext', sentence)
    place.textContent = sentence.charAt(0).toUpperCase() + sentence.slice(1)
    slider.disabled = isLost
    play.disabled = isLost
    close(earlier, position === 0 || isLost)
    close(later, position === lastPosition || isLost)

    document.documentElement.dataset.viewing = isLive ? 'live' : 'past'
    past.hidden = isLive
    present.hidden = !isLive || isLost
    lost.hidden = !isLost
    behind.textContent = `${count(lastPosition - position, 'event')} behind`
    arrived.hidden = news === 0
    arrived.textContent = `+${formatCount(news)} new`
    if (isLive !== wasLive) {
      announcer.textContent = isLive
        ? 'Live again: the bank as of now.'
        : 'Viewing the past. Nothing can be changed until you return to live.'
    }
    wasLive = isLive
  }

  /** Whoever pressed a step until there was none left goes on from the slider. */
  function close(step: HTMLButtonElement, isClosed: boolean): void {
    if (isClosed && document.activeElement === step) slider.focus()
    step.disabled = isClosed
  }
}

/** Tells the style sheets how much of the window the bar covers. */
function reserveRoom(bar: HTMLElement): void {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--timeline-height', `${bar.offsetHeight}px`)
  }).observe(bar)
}
