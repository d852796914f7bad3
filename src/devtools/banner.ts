import { LogLost, StoreClosed } from '../log/errors.ts'
import { count, placeInWords } from './in-words.ts'
import { make, say, textButton } from './make-element.ts'
import type { Part, Stage } from './part.ts'

/** Says whether one sees the present or the past, and where; leads back. */
export function banner(stage: Stage, onReturn: () => void): Part {
  const dot = make('span', { class: 'dot', 'aria-hidden': 'true' })
  const what = make('strong')
  const behind = make('span', { class: 'behind' })
  const news = make('span', { class: 'news' })
  const place = make('span', { class: 'place' })
  const back = textButton('', onReturn, 'back')
  back.setAttribute('aria-label', 'Return to live')
  back.append(make('span', {}, 'Return to '), 'live')
  const element = make(
    'div',
    { class: 'banner' },
    make('span', { class: 'when' }, dot, what),
    behind,
    news,
    place,
    back,
  )
  return {
    element,
    show() {
      const { view } = stage.viewer
      const { isLive, position, lastPosition, newEvents, error, reached } = view
      element.dataset.viewing = error === undefined ? (isLive ? 'live' : 'past') : 'error'
      say(what, error === undefined ? nameOf(stage, isLive) : problemOf(error))
      const distance =
        position === lastPosition ? 'at the last event' : `${count(lastPosition - position, 'event')} behind`
      say(behind, error === undefined ? (isLive ? '' : distance) : String(error))
      say(news, newEvents > 0 ? `+${count(newEvents)} new` : '')
      news.hidden = newEvents === 0
      const words =
        reached === undefined ? placeInWords(view, stage.describe) : `on the way, at event ${count(reached)}`
      say(place, words.charAt(0).toUpperCase() + words.slice(1))
      place.title = words
      back.hidden = isLive
    },
  }
}

/** Stands in the place of all else where there is nothing to show. */
export function couldNotBeShown(error: unknown): HTMLElement {
  const words = make('span', { class: 'behind' }, String(error))
  const what = make('span', { class: 'when' }, make('strong', {}, problemOf(error)))
  const attributes = { class: 'banner', 'data-viewing': 'error' }
  return make('div', { class: 'frame', role: 'alert' }, make('div', attributes, what, words))
}

function problemOf(error: unknown): string {
  if (error instanceof StoreClosed) return 'The store is closed'
  return error instanceof LogLost ? 'Not live any more' : 'Could not be shown'
}

/** Whether it is the present or the past, in words. */
export function nameOf({ forked }: Stage, isLive: boolean): string {
  if (forked) return isLive ? 'In a fork' : 'The past of a fork'
  return isLive ? 'Live' : 'Viewing the past'
}
