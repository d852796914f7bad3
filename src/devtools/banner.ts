import { LogLost, StoreClosed } from '../events/errors.ts'
import { count, positionText } from './display-text.ts'
import { make, setText, textButton } from './make-element.ts'
import type { UiContext, UiPart } from './ui-context.ts'

/** Shows whether the user sees the present or the past, and at which position. Its button returns to live. */
export function banner(ui: UiContext, onReturn: () => void): UiPart {
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
      const { view } = ui.viewer
      const { isLive, position, lastPosition, newEvents, error, reached } = view
      element.dataset.viewing = error === undefined ? (isLive ? 'live' : 'past') : 'error'
      setText(what, error === undefined ? modeName(ui, isLive) : errorTitle(error))
      const distance =
        position === lastPosition ? 'at the last event' : `${count(lastPosition - position, 'event')} behind`
      setText(behind, error === undefined ? (isLive ? '' : distance) : String(error))
      setText(news, newEvents > 0 ? `+${count(newEvents)} new` : '')
      news.hidden = newEvents === 0
      const words = reached === undefined ? positionText(view, ui.describe) : `loading, at event ${count(reached)}`
      setText(place, words.charAt(0).toUpperCase() + words.slice(1))
      place.title = words
      back.hidden = isLive
    },
  }
}

/** Returns a frame that only shows an error, for a store that cannot be displayed. */
export function errorBanner(error: unknown): HTMLElement {
  const words = make('span', { class: 'behind' }, String(error))
  const what = make('span', { class: 'when' }, make('strong', {}, errorTitle(error)))
  const attributes = { class: 'banner', 'data-viewing': 'error' }
  return make('div', { class: 'frame', role: 'alert' }, make('div', attributes, what, words))
}

function errorTitle(error: unknown): string {
  if (error instanceof StoreClosed) return 'The store is closed'
  return error instanceof LogLost ? 'Not live any more' : 'Could not be shown'
}

/** Returns the label of the current mode, such as "Live" or "Viewing the past". */
export function modeName({ forked }: UiContext, isLive: boolean): string {
  if (forked) return isLive ? 'In a fork' : 'The past of a fork'
  return isLive ? 'Live' : 'Viewing the past'
}
