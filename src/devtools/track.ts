import { LogLost, StoreClosed } from '../log/errors.ts'
import { Chart, pointInWords } from './chart.ts'
import { placeInWords } from './in-words.ts'
import { assign, make } from './make-element.ts'
import { measured } from './measured.ts'
import { overview } from './overview.ts'
import type { Part, Stage } from './part.ts'
import type { Scale } from './scale.ts'

/** Steps of the slider when it is spread by time. */
const fine = 10_000

/** The slider with the chart it lies on and, when a part of the log is zoomed in on, the whole of it above. */
export function track(stage: Stage): Part & { readonly slider: HTMLInputElement } {
  const chart = new Chart()
  const whole = overview(stage)
  const slider = make('input', { type: 'range', min: '0', max: '0', step: '1', 'aria-label': 'Moment', title: '' })
  const canvas = make('div', { class: 'canvas' })
  canvas.append(chart.element)
  const element = make('div', { class: 'track' }, whole.element, canvas, slider)

  // The thumb's middle goes from half its width to half its width before the end, and so does the chart.
  const size = measured(canvas, () => {
    chart.width = size.width
    stage.redraw()
  })

  slider.addEventListener('input', () => {
    const { viewer } = stage
    const { scale, view } = viewer
    const share = (slider.valueAsNumber - Number(slider.min)) / Math.max(1, Number(slider.max) - Number(slider.min))
    const position = scale.spread === 'events' ? slider.valueAsNumber : Math.round(scale.positionOf(share))
    // The end of the slider is the present.
    if (position >= view.lastPosition) viewer.toLive()
    else viewer.dragTo(position)
  })
  // What is inside stays inside: a page that listens for input means its own fields.
  for (const type of ['input', 'change']) element.addEventListener(type, (event) => event.stopPropagation())

  const shareAt = ({ clientX }: MouseEvent): number => {
    const { left, width } = canvas.getBoundingClientRect()
    return Math.min(1, Math.max(0, (clientX - left) / width))
  }
  canvas.addEventListener('click', (event) => {
    const mark = event.target instanceof Element ? event.target.closest('[data-position]') : null
    const position = mark ? Number(mark.getAttribute('data-position')) : stage.viewer.scale.positionOf(shareAt(event))
    stage.jump(Math.round(position))
    slider.focus()
  })
  canvas.addEventListener('pointermove', (event) => {
    const words = pointInWords(stage.viewer.scale, shareAt(event), stage.viewer)
    if (canvas.title !== words) canvas.title = words
  })
  element.addEventListener('dblclick', () => stage.viewer.zoomTo(undefined))
  element.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return
      event.preventDefault()
      stage.viewer.zoomBy(event.deltaY < 0 ? 0.7 : 1 / 0.7, shareAt(event))
    },
    { passive: false },
  )

  function setSlider(scale: Scale): void {
    const { view } = stage.viewer
    const { from, to } = scale.stretch
    slider.disabled = view.error instanceof LogLost || view.error instanceof StoreClosed
    const [min, max] = scale.spread === 'events' ? [from, to] : [0, fine]
    assign(slider, { min: String(min), max: String(max) })
    const value = scale.spread === 'events' ? view.position : Math.round(scale.shareOf(view.position) * fine)
    if (slider.valueAsNumber !== value) slider.value = String(value)
    // Nothing is said while it plays: every event would interrupt the one before.
    if (!view.playing) assign(slider, { 'aria-valuetext': placeInWords(view, stage.describe) })
    else assign(slider, { 'aria-valuetext': 'playing' })
  }

  return {
    element,
    slider,
    show() {
      const { scale } = stage.viewer
      setSlider(scale)
      chart.show(stage.viewer, stage.marks, scale)
      whole.show()
    },
  }
}
