import { count, whenOf } from './in-words.ts'
import { assign, makeSvg } from './make-element.ts'
import { boundaries, type Mark } from './marks.ts'
import { density, type Scale } from './scale.ts'
import type { Viewer } from './viewer.ts'

const chartHeight = 40
const bar = 4
/** Bars at least so wide stand apart; narrower ones make one outline. */
const wide = 8
const betweenWords = 74
const betweenLines = 6

/** Draws how busy a stretch of the log was, what fits the search, and the marks, into an SVG element. */
export class Chart {
  readonly element: SVGSVGElement
  readonly #days = makeSvg('g', { class: 'days' })
  readonly #bars = makeSvg('path', { class: 'bars' })
  readonly #matches = makeSvg('path', { class: 'matches' })
  readonly #marks = makeSvg('g', { class: 'marks' })
  readonly #past = makeSvg('rect', { class: 'past', y: '0', height: String(chartHeight) })
  readonly #head = makeSvg('path', { class: 'head' })
  #width = 0
  #drawn = ''

  constructor() {
    this.element = makeSvg('svg', { class: 'chart', 'aria-hidden': 'true' })
    this.element.append(this.#days, this.#bars, this.#matches, this.#past, this.#marks, this.#head)
  }

  set width(width: number) {
    this.#width = Math.max(1, Math.round(width))
    assign(this.element, { viewBox: `0 0 ${this.#width} ${chartHeight}` })
  }

  show(viewer: Viewer, marks: readonly Mark[], scale: Scale): void {
    const { view, curve, matches, pinned, snapshots } = viewer
    const x = this.#width * scale.shareOf(view.position)
    assign(this.#head, { d: `M${x.toFixed(1)},0V${chartHeight}` })
    assign(this.#past, { x: '0', width: x.toFixed(1) })
    // All else is drawn again only when it is different.
    const { from, to } = scale.stretch
    const found = matches && [matches.lookedUpTo, matches.positions.length]
    const drawn = JSON.stringify([
      this.#width,
      from,
      to,
      scale.spread,
      curve.size,
      found,
      view.bookmarks,
      pinned,
      marks,
      snapshots,
    ])
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    const parts = Math.max(1, Math.min(Math.floor(this.#width / bar), scale.spread === 'events' ? to - from : Infinity))
    assign(this.#bars, { d: this.#barsOf(density(scale, curve, parts), 0.6) })
    assign(this.#matches, { d: matches ? this.#barsOf(found ? this.#matching(viewer, scale, parts) : [], 0.75) : '' })
    this.element.toggleAttribute('data-filtered', matches !== undefined)
    this.#drawDays(scale, viewer)
    this.#drawMarks(viewer, marks, scale)
  }

  #barsOf(heights: readonly number[], share: number): string {
    const width = this.#width / heights.length
    return heights
      .map((height, index) => {
        if (height === 0) return ''
        const top = chartHeight - Math.max(2, height * chartHeight * share)
        return `M${(index * width).toFixed(1)},${chartHeight}V${top.toFixed(1)}h${(width < wide ? width : width - 1).toFixed(1)}V${chartHeight}z`
      })
      .join('')
  }

  #matching({ matches }: Viewer, scale: Scale, parts: number): number[] {
    if (!matches) return []
    const edges = Array.from({ length: parts + 1 }, (_, edge) => matches.countUpTo(scale.positionOf(edge / parts)))
    const amounts = Array.from({ length: parts }, (_, part) => Math.log1p((edges[part + 1] ?? 0) - (edges[part] ?? 0)))
    const most = Math.max(1, ...amounts)
    return amounts.map((amount) => (amount > 0 ? 0.25 + (0.75 * amount) / most : 0))
  }

  #drawDays(scale: Scale, { curve }: Viewer): void {
    const found = boundaries(scale, curve, Math.max(1, Math.floor(this.#width / betweenWords)))
    let free = 0
    let last = -betweenLines
    const drawn = found.flatMap(({ share, words }) => {
      const x = this.#width * share
      if (x - last < betweenLines) return []
      last = x
      const line = makeSvg('path', { d: `M${x.toFixed(1)},0V${chartHeight}` })
      // What lies too close to the one before keeps its line and loses its words.
      if (x < free || x > this.#width - 30) return [line]
      free = x + betweenWords * 0.75
      return [line, makeSvg('text', { x: (x + 3).toFixed(1), y: '9' }, words)]
    })
    this.#days.replaceChildren(...drawn)
  }

  // Each kind has a shape of its own, for who cannot tell colours apart.
  #drawMarks({ view, pinned, snapshots }: Viewer, marks: readonly Mark[], scale: Scale): void {
    const { from, to } = scale.stretch
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

/** Where in the log one is, for the tooltip of the chart. */
export function pointInWords(scale: Scale, share: number, { curve }: Viewer): string {
  const position = Math.round(scale.positionOf(share))
  const time = curve.timeAt(position)
  return `event ${count(position)}${time === undefined ? '' : `, ${whenOf(time)}`}`
}
