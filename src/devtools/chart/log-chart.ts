import { count, dateTimeText } from '../display-text.ts'
import { makeSvg, setAttributes } from '../make-element.ts'
import type { Viewer } from '../viewer.ts'
import { boundaries } from './calendar-boundaries.ts'
import { density, type Scale } from './scale.ts'

/** A position that the application marks on the timeline, such as a conflict that it caught. */
export type Mark = {
  readonly position: number
  readonly label: string
  /** Each kind has its own shape. Default: `'note'`. */
  readonly kind?: 'conflict' | 'note'
}

const chartHeight = 40
const minBarWidth = 4
/** Bars of at least this width have gaps between them; narrower bars form one outline. */
const minSpacedBarWidth = 8
const labelSpacing = 74
const lineSpacing = 6

/** Draws the event density of a range, the search matches and the marks into an SVG element. */
export class LogChart {
  readonly element: SVGSVGElement
  readonly #boundaries = makeSvg('g', { class: 'days' })
  readonly #bars = makeSvg('path', { class: 'bars' })
  readonly #matches = makeSvg('path', { class: 'matches' })
  readonly #marks = makeSvg('g', { class: 'marks' })
  readonly #past = makeSvg('rect', { class: 'past', y: '0', height: String(chartHeight) })
  readonly #head = makeSvg('path', { class: 'head' })
  #width = 0
  #drawn = ''

  constructor() {
    this.element = makeSvg('svg', { class: 'chart', 'aria-hidden': 'true' })
    this.element.append(this.#boundaries, this.#bars, this.#matches, this.#past, this.#marks, this.#head)
  }

  set width(width: number) {
    this.#width = Math.max(1, Math.round(width))
    setAttributes(this.element, { viewBox: `0 0 ${this.#width} ${chartHeight}` })
  }

  show(viewer: Viewer, marks: readonly Mark[], scale: Scale): void {
    const { view, matches, pinned, snapshots } = viewer
    const { times } = viewer.slider
    const x = this.#width * scale.shareOf(view.position)
    setAttributes(this.#head, { d: `M${x.toFixed(1)},0V${chartHeight}` })
    setAttributes(this.#past, { x: '0', width: x.toFixed(1) })
    // The other parts are redrawn only if they changed.
    const { from, to } = scale.range
    const found = matches && [matches.searchedUpTo, matches.positions.length]
    const drawn = JSON.stringify([
      this.#width,
      from,
      to,
      scale.spread,
      times.size,
      found,
      view.bookmarks,
      pinned,
      marks,
      snapshots,
    ])
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    const parts = Math.max(
      1,
      Math.min(Math.floor(this.#width / minBarWidth), scale.spread === 'events' ? to - from : Infinity),
    )
    setAttributes(this.#bars, { d: this.#barPath(density(scale, times, parts), 0.6) })
    setAttributes(this.#matches, {
      d: matches ? this.#barPath(found ? this.#matchHeights(viewer, scale, parts) : [], 0.75) : '',
    })
    this.element.toggleAttribute('data-filtered', matches !== undefined)
    this.#drawBoundaries(scale, viewer)
    this.#drawMarks(viewer, marks, scale)
  }

  #barPath(heights: readonly number[], share: number): string {
    const width = this.#width / heights.length
    return heights
      .map((height, index) => {
        if (height === 0) return ''
        const top = chartHeight - Math.max(2, height * chartHeight * share)
        return `M${(index * width).toFixed(1)},${chartHeight}V${top.toFixed(1)}h${(width < minSpacedBarWidth ? width : width - 1).toFixed(1)}V${chartHeight}z`
      })
      .join('')
  }

  #matchHeights({ matches }: Viewer, scale: Scale, parts: number): number[] {
    if (!matches) return []
    const edges = Array.from({ length: parts + 1 }, (_, edge) => matches.countUpTo(scale.positionOf(edge / parts)))
    const amounts = Array.from({ length: parts }, (_, part) => Math.log1p((edges[part + 1] ?? 0) - (edges[part] ?? 0)))
    const most = Math.max(1, ...amounts)
    return amounts.map((amount) => (amount > 0 ? 0.25 + (0.75 * amount) / most : 0))
  }

  #drawBoundaries(scale: Scale, { slider: { times } }: Viewer): void {
    const found = boundaries(scale, times, Math.max(1, Math.floor(this.#width / labelSpacing)))
    let free = 0
    let last = -lineSpacing
    const drawn = found.flatMap(({ share, words }) => {
      const x = this.#width * share
      if (x - last < lineSpacing) return []
      last = x
      const line = makeSvg('path', { d: `M${x.toFixed(1)},0V${chartHeight}` })
      // If two boundaries are too close, the second has a line but no label.
      if (x < free || x > this.#width - 30) return [line]
      free = x + labelSpacing * 0.75
      return [line, makeSvg('text', { x: (x + 3).toFixed(1), y: '9' }, words)]
    })
    this.#boundaries.replaceChildren(...drawn)
  }

  // Each kind has its own shape for users who cannot distinguish the colours.
  #drawMarks({ view, pinned, snapshots }: Viewer, marks: readonly Mark[], scale: Scale): void {
    const { from, to } = scale.range
    const drawn: SVGElement[] = []
    const draw = (position: number, kind: string, shape: string, label: string): void => {
      if (position < from || position > to) return
      const x = (this.#width * scale.shareOf(position)).toFixed(1)
      const title = makeSvg('title', {}, `${label}, event ${count(position)}`)
      const attributes = { class: kind, d: shape, transform: `translate(${x} 0)`, 'data-position': String(position) }
      drawn.push(makeSvg('path', attributes, title))
    }
    for (const position of snapshots) draw(position, 'snapshot', `M-3,${chartHeight}l3,-5 3,5z`, 'Snapshot')
    for (const { position, label, kind = 'note' } of marks) {
      draw(position, kind, kind === 'conflict' ? 'M-4,14l8,8M-4,22l8,-8' : 'M-3.5,14.5h7v7h-7z', label)
    }
    for (const { position, label } of view.bookmarks)
      draw(position, 'bookmark', 'M0,12l5,6 -5,6 -5,-6z', label || 'Bookmark')
    if (pinned !== undefined) draw(pinned, 'pin', `M0,${chartHeight}V2h9l-3,4 3,4H0`, 'A')
    this.#marks.replaceChildren(...drawn)
  }
}

/** Returns the tooltip of a point of the chart: its position and time. */
export function pointText(scale: Scale, share: number, { slider: { times } }: Viewer): string {
  const position = Math.round(scale.positionOf(share))
  const time = times.timeAt(position)
  return `event ${count(position)}${time === undefined ? '' : `, ${dateTimeText(time)}`}`
}
