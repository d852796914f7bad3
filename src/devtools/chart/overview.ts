import { make, makeSvg, setAttributes } from '../make-element.ts'
import type { UiContext, UiPart } from '../ui-context.ts'
import { density, shifted } from './scale.ts'

const height = 14
const parts = 200

/**
 * Shows the whole log with a brush over the range of the slider. It is hidden from the accessibility tree, because the
 * zoom buttons do the same.
 */
export function overview(ui: UiContext): UiPart {
  const bars = makeSvg('path', { class: 'bars' })
  const svg = makeSvg('svg', { viewBox: `0 0 ${parts} ${height}`, preserveAspectRatio: 'none' }, bars)
  const brush = make('div', { class: 'brush' })
  const head = make('div', { class: 'here' })
  const element = make('div', { class: 'overview', 'aria-hidden': 'true' }, brush, head)
  element.prepend(svg)
  let drawn = ''
  let grip: { readonly share: number; readonly kind: 'move' | 'from' | 'to' } | undefined

  const shareAt = ({ clientX }: MouseEvent): number => {
    const { left, width } = element.getBoundingClientRect()
    return Math.min(1, Math.max(0, (clientX - left) / width))
  }
  element.addEventListener('pointerdown', (event) => {
    const share = shareAt(event)
    const { left, right } = brush.getBoundingClientRect()
    const isNear = (edge: number): boolean => Math.abs(event.clientX - edge) < 6
    const kind = isNear(left) ? 'from' : isNear(right) ? 'to' : 'move'
    if (kind === 'move' && (event.clientX < left || event.clientX > right)) centre(share)
    grip = { share, kind }
    element.setPointerCapture(event.pointerId)
  })
  element.addEventListener('pointermove', (event) => {
    const { slider, view } = ui.viewer
    const { whole, zoom } = slider
    if (!grip || !zoom) return
    const share = shareAt(event)
    const { kind } = grip
    const by = Math.round(whole.positionOf(share)) - Math.round(whole.positionOf(grip.share))
    if (by === 0) return
    grip = { share, kind }
    const { lastPosition } = view
    if (kind === 'move') slider.zoomTo(shifted(zoom, by, lastPosition) ?? zoom)
    else if (kind === 'from') slider.zoomTo({ ...zoom, from: Math.max(0, Math.min(zoom.from + by, zoom.to - 8)) })
    else slider.zoomTo({ ...zoom, to: Math.min(lastPosition, Math.max(zoom.to + by, zoom.from + 8)) })
  })
  for (const type of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(type, () => {
      grip = undefined
    })
  }

  function centre(share: number): void {
    const { slider, view } = ui.viewer
    const { zoom, whole } = slider
    if (!zoom) return
    const by = Math.round(whole.positionOf(share) - (zoom.from + zoom.to) / 2)
    slider.zoomTo(shifted(zoom, by, view.lastPosition) ?? zoom)
  }

  return {
    element,
    show() {
      const { slider, view } = ui.viewer
      const { zoom, whole, times } = slider
      element.hidden = !zoom
      if (!zoom) return
      const [start, end] = [whole.shareOf(zoom.from), whole.shareOf(zoom.to)]
      brush.style.left = `${start * 100}%`
      brush.style.width = `${(end - start) * 100}%`
      head.style.left = `${whole.shareOf(view.position) * 100}%`
      const key = `${whole.range.to} ${whole.spread} ${times.size}`
      if (key === drawn) return
      drawn = key
      const heights = density(whole, times, parts)
      const path = heights.map(
        (share, index) => `M${index},${height}v${(-Math.max(1, share * height)).toFixed(1)}h1V${height}z`,
      )
      setAttributes(bars, { d: path.join('') })
    },
  }
}
