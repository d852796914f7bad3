import { LogLost, StoreClosed } from '../../events/errors.ts'
import { positionText } from '../display-text.ts'
import { make, setAttributes } from '../make-element.ts'
import { observedSize } from '../rendering.ts'
import type { UiContext, UiPart } from '../ui-context.ts'
import { LogChart, pointText } from './log-chart.ts'
import { overview } from './overview.ts'
import type { Scale } from './scale.ts'

/** The number of steps of the slider when positions are spread by time. */
const stepsByTime = 10_000

/** The slider below its chart. While the slider spans only a part of the log, the overview is above both. */
export function sliderTrack(ui: UiContext): UiPart & { readonly slider: HTMLInputElement } {
  const chart = new LogChart()
  const whole = overview(ui)
  const slider = make('input', { type: 'range', min: '0', max: '0', step: '1', 'aria-label': 'Moment', title: '' })
  const canvas = make('div', { class: 'canvas' })
  canvas.append(chart.element)
  const element = make('div', { class: 'track' }, whole.element, canvas, slider)

  // The thumb needs half its width at both ends, so the chart has the same inset.
  const size = observedSize(canvas, () => {
    chart.width = size.width
    ui.redraw()
  })

  slider.addEventListener('input', () => {
    const { viewer } = ui
    const { view } = viewer
    const { scale } = viewer.slider
    const share = (slider.valueAsNumber - Number(slider.min)) / Math.max(1, Number(slider.max) - Number(slider.min))
    const position = scale.spread === 'events' ? slider.valueAsNumber : Math.round(scale.positionOf(share))
    // The end of the slider is live.
    if (position >= view.lastPosition) viewer.toLive()
    else viewer.dragTo(position)
  })
  // These events would reach listeners of the page, which expect events of their own fields.
  for (const type of ['input', 'change']) element.addEventListener(type, (event) => event.stopPropagation())

  const shareAt = ({ clientX }: MouseEvent): number => {
    const { left, width } = canvas.getBoundingClientRect()
    return Math.min(1, Math.max(0, (clientX - left) / width))
  }
  canvas.addEventListener('click', (event) => {
    const mark = event.target instanceof Element ? event.target.closest('[data-position]') : null
    const position = mark
      ? Number(mark.getAttribute('data-position'))
      : ui.viewer.slider.scale.positionOf(shareAt(event))
    ui.jump(Math.round(position))
    slider.focus()
  })
  canvas.addEventListener('pointermove', (event) => {
    const words = pointText(ui.viewer.slider.scale, shareAt(event), ui.viewer)
    if (canvas.title !== words) canvas.title = words
  })
  element.addEventListener('dblclick', () => ui.viewer.slider.zoomTo(undefined))
  element.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return
      event.preventDefault()
      ui.viewer.slider.zoomBy(event.deltaY < 0 ? 0.7 : 1 / 0.7, shareAt(event))
    },
    { passive: false },
  )

  function setSlider(scale: Scale): void {
    const { view } = ui.viewer
    const { from, to } = scale.range
    slider.disabled = view.error instanceof LogLost || view.error instanceof StoreClosed
    const [min, max] = scale.spread === 'events' ? [from, to] : [0, stepsByTime]
    setAttributes(slider, { min: String(min), max: String(max) })
    const value = scale.spread === 'events' ? view.position : Math.round(scale.shareOf(view.position) * stepsByTime)
    if (slider.valueAsNumber !== value) slider.value = String(value)
    // Positions are not announced during playback: each event would interrupt the announcement of the previous one.
    if (!view.playing) setAttributes(slider, { 'aria-valuetext': positionText(view, ui.describe) })
    else setAttributes(slider, { 'aria-valuetext': 'playing' })
  }

  return {
    element,
    slider,
    show() {
      const { scale } = ui.viewer.slider
      setSlider(scale)
      chart.show(ui.viewer, ui.marks, scale)
      whole.show()
    },
  }
}
