import { assign, make, makeSvg } from './make-element.ts'
import type { Part, Stage } from './part.ts'
import { density, moved } from './scale.ts'

const height = 14
const parts = 200

/** The whole log, with a brush over the part that the slider spans. By keyboard, the zoom buttons do the same. */
export function overview(stage: Stage): Part {
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
    const { viewer } = stage
    if (!grip || !viewer.zoom) return
    const share = shareAt(event)
    const { kind } = grip
    const { whole, zoom } = viewer
    const by = Math.round(whole.positionOf(share)) - Math.round(whole.positionOf(grip.share))
    if (by === 0) return
    grip = { share, kind }
    const { lastPosition } = viewer.view
    if (kind === 'move') viewer.zoomTo(moved(zoom, by, lastPosition) ?? zoom)
    else if (kind === 'from') viewer.zoomTo({ ...zoom, from: Math.max(0, Math.min(zoom.from + by, zoom.to - 8)) })
    else viewer.zoomTo({ ...zoom, to: Math.min(lastPosition, Math.max(zoom.to + by, zoom.from + 8)) })
  })
  for (const type of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(type, () => {
      grip = undefined
    })
  }

  function centre(share: number): void {
    const { viewer } = stage
    const { zoom, whole, view } = viewer
    if (!zoom) return
    const by = Math.round(whole.positionOf(share) - (zoom.from + zoom.to) / 2)
    viewer.zoomTo(moved(zoom, by, view.lastPosition) ?? zoom)
  }

  return {
    element,
    show() {
      const { zoom, whole, curve, view } = stage.viewer
      element.hidden = !zoom
      if (!zoom) return
      const [start, end] = [whole.shareOf(zoom.from), whole.shareOf(zoom.to)]
      brush.style.left = `${start * 100}%`
      brush.style.width = `${(end - start) * 100}%`
      head.style.left = `${whole.shareOf(view.position) * 100}%`
      const key = `${whole.stretch.to} ${whole.spread} ${curve.size}`
      if (key === drawn) return
      drawn = key
      const heights = density(whole, curve, parts)
      const path = heights.map(
        (share, index) => `M${index},${height}v${(-Math.max(1, share * height)).toFixed(1)}h1V${height}z`,
      )
      assign(bars, { d: path.join('') })
    },
  }
}
