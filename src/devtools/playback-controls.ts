import type { Spread } from './chart/scale.ts'
import { iconButton, make, setAttributes } from './make-element.ts'
import type { Action } from './shortcuts.ts'
import type { UiContext, UiPart } from './ui-context.ts'

const play = 'M8 5.5v13l10.5-6.5z'
const pause = 'M9 6v12M15 6v12'
const speeds = [0.5, 1, 2, 4, 8, 16]

/** The buttons that step and play, and the controls for speed, spread and zoom. */
export function playbackControls(ui: UiContext, run: (action: Action) => void): UiPart {
  const button = (name: string, path: string, action: Action): HTMLButtonElement =>
    iconButton(name, path, () => run(action))
  const first = button('To the beginning', 'M17 6l-7 6 7 6M7 6v12', 'first')
  const earlier = button('One event earlier', 'M15 5l-7 7 7 7', 'earlier')
  const toggle = button('Play', play, 'play')
  const later = button('One event later', 'M9 5l7 7-7 7', 'later')
  const last = button('To the end, live', 'M7 6l7 6-7 6M17 6v12', 'last')

  const option = (group: string, speed: number): HTMLOptionElement =>
    make('option', { value: `${group} ${speed}` }, `${speed}×${group === 'real' ? ' real time' : ''}`)
  const speed = make(
    'select',
    { class: 'speed', 'aria-label': 'Speed', title: 'Speed' },
    make('optgroup', { label: 'Evenly' }, ...speeds.map((one) => option('even', one))),
    make('optgroup', { label: 'With the recorded gaps' }, ...speeds.map((one) => option('real', one))),
  )
  speed.addEventListener('change', () => {
    const [group, chosen] = speed.value.split(' ')
    ui.viewer.speed = Number(chosen)
    ui.viewer.realTime = group === 'real'
    if (ui.viewer.view.playing) ui.viewer.play()
  })

  const spread = make(
    'select',
    { 'aria-label': 'Spread of the slider', title: 'Spread of the slider' },
    make('option', { value: 'events' }, 'By event'),
    make('option', { value: 'time' }, 'By time'),
  )
  spread.addEventListener('change', () => {
    ui.viewer.slider.spread = spread.value as Spread
    ui.redraw()
  })
  const zoomOut = button('Zoom out', 'M5 12h14', 'zoomOut')
  const zoomIn = button('Zoom in', 'M12 5v14M5 12h14', 'zoomIn')
  const fit = button('Show the whole log', 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5', 'fit')

  const element = make(
    'div',
    { class: 'playback', role: 'group', 'aria-label': 'Move through time' },
    make('span', { class: 'group' }, first, earlier, toggle, later, last),
    speed,
    make('span', { class: 'group' }, spread, zoomOut, zoomIn, fit),
  )
  return {
    element,
    show() {
      const { view, slider } = ui.viewer
      const isPlaying = view.playing !== undefined
      setAttributes(toggle, { 'aria-label': isPlaying ? 'Pause' : 'Play', title: isPlaying ? 'Pause' : 'Play' })
      toggle.toggleAttribute('data-playing', isPlaying)
      const icon = toggle.querySelector('path')
      if (icon) setAttributes(icon, { d: isPlaying ? pause : play })
      // Uses `aria-disabled` instead of `disabled`, so that the button keeps the focus after the last step.
      for (const one of [first, earlier])
        setAttributes(one, { 'aria-disabled': view.position === 0 ? 'true' : undefined })
      setAttributes(toggle, { 'aria-disabled': view.lastPosition === 0 ? 'true' : undefined })
      setAttributes(later, { 'aria-disabled': view.position >= view.lastPosition ? 'true' : undefined })
      setAttributes(fit, { 'aria-disabled': slider.zoom ? undefined : 'true' })
      setAttributes(zoomOut, { 'aria-disabled': slider.zoom ? undefined : 'true' })
      speed.value = `${ui.viewer.realTime ? 'real' : 'even'} ${ui.viewer.speed}`
      spread.value = slider.spread
    },
  }
}
