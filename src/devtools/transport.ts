import { assign, iconButton, make, say } from './make-element.ts'
import type { Part, Stage } from './part.ts'
import type { Spread } from './scale.ts'
import type { Action } from './shortcuts.ts'

const play = 'M8 5.5v13l10.5-6.5z'
const pause = 'M9 6v12M15 6v12'
const speeds = [0.5, 1, 2, 4, 8, 16]

/** What moves the timeline without dragging, and how it is spread and zoomed. */
export function transport(stage: Stage, run: (action: Action) => void): Part {
  const button = (name: string, path: string, action: Action): HTMLButtonElement =>
    iconButton(name, path, () => run(action))
  const first = button('To the beginning', 'M17 6l-7 6 7 6M7 6v12', 'first')
  const earlier = button('One event earlier', 'M15 5l-7 7 7 7', 'earlier')
  const toggle = button('Play', play, 'play')
  const later = button('One event later', 'M9 5l7 7-7 7', 'later')
  const last = button('To the end, live', 'M7 6l7 6-7 6M17 6v12', 'last')

  const speed = make(
    'select',
    { 'aria-label': 'Speed', title: 'Speed' },
    ...speeds.map((one) => make('option', { value: String(one) }, `${one}×`)),
  )
  speed.addEventListener('change', () => {
    stage.viewer.speed = Number(speed.value)
    replay()
  })
  const realTime = switched('Real time', 'Play with the gaps as they were', (isOn) => {
    stage.viewer.realTime = isOn
    replay()
  })
  function replay(): void {
    if (stage.viewer.view.playing) stage.viewer.play()
  }

  const spread = make(
    'select',
    { 'aria-label': 'Spread of the slider', title: 'Spread of the slider' },
    make('option', { value: 'events' }, 'By event'),
    make('option', { value: 'time' }, 'By time'),
  )
  spread.addEventListener('change', () => stage.viewer.setSpread(spread.value as Spread))
  const zoomOut = button('Zoom out', 'M5 12h14', 'zoomOut')
  const zoomIn = button('Zoom in', 'M12 5v14M5 12h14', 'zoomIn')
  const fit = button('Show the whole log', 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5', 'fit')

  const element = make(
    'div',
    { class: 'transport', role: 'group', 'aria-label': 'Move through time' },
    make('span', { class: 'group' }, first, earlier, toggle, later, last),
    make('span', { class: 'group' }, speed, realTime.element),
    make('span', { class: 'group' }, spread, zoomOut, zoomIn, fit),
  )
  return {
    element,
    show() {
      const { view, zoom } = stage.viewer
      const isPlaying = view.playing !== undefined
      assign(toggle, { 'aria-label': isPlaying ? 'Pause' : 'Play', title: isPlaying ? 'Pause' : 'Play' })
      toggle.toggleAttribute('data-playing', isPlaying)
      const icon = toggle.querySelector('path')
      if (icon) assign(icon, { d: isPlaying ? pause : play })
      // Not `disabled`: who stepped until there was none left keeps the focus.
      for (const one of [first, earlier]) assign(one, { 'aria-disabled': view.position === 0 ? 'true' : undefined })
      assign(later, { 'aria-disabled': view.position >= view.lastPosition ? 'true' : undefined })
      assign(fit, { 'aria-disabled': zoom ? undefined : 'true' })
      assign(zoomOut, { 'aria-disabled': zoom ? undefined : 'true' })
      speed.value = String(stage.viewer.speed)
      realTime.set(stage.viewer.realTime)
      spread.value = stage.viewer.spread
    },
  }
}

/** A button that is on or off. */
export function switched(
  text: string,
  title: string,
  onChange: (isOn: boolean) => void,
): { readonly element: HTMLButtonElement; set(isOn: boolean): void; name(text: string): void } {
  const element = make('button', { type: 'button', class: 'switch', 'aria-pressed': 'false', title }, text)
  element.addEventListener('click', () => {
    const isOn = element.getAttribute('aria-pressed') !== 'true'
    assign(element, { 'aria-pressed': String(isOn) })
    onChange(isOn)
  })
  return {
    element,
    set: (isOn) => assign(element, { 'aria-pressed': String(isOn) }),
    name: (words) => say(element, words),
  }
}
