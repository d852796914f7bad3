import type { BankHistory } from '../bank-history.ts'
import { svgElement } from '../element.ts'
import type { OtherWay } from '../fork-history.ts'
import { linesOfOtherWay } from './other-way.ts'
import type { Scale } from './scale.ts'
import { type Choice, colourOf, type Series, seriesOf, showsTotal } from './series.ts'

/** The axes and lines of the chart, drawn once per log. A change of the moment moves only the edge of a clip path. */
export class Plot {
  readonly element: SVGGElement
  readonly #axes = svgElement('g', { class: 'axes' })
  readonly #later = svgElement('g', { class: 'later' })
  readonly #shown = svgElement('g', { class: 'shown', 'clip-path': 'url(#chart-until)' })
  readonly #until = svgElement('rect', { x: '-10', y: '-10' })

  /** @param placement an SVG transformation */
  constructor(placement: string) {
    const clip = svgElement('clipPath', { id: 'chart-until' }, this.#until)
    this.element = svgElement('g', { transform: placement }, clip, this.#axes, this.#later, this.#shown)
  }

  /** @param fork a fork to draw beside the history */
  async draw(history: BankHistory, fork: OtherWay | undefined, choice: Choice, scale: Scale): Promise<void> {
    const series = await seriesOf(history, choice, scale)
    const other = fork ? await linesOfOtherWay(fork, history, choice, scale) : []
    const lines = () => [...drawLines(series, history, scale), ...drawOtherWay(other, scale)]
    this.#axes.replaceChildren(...drawAxes(scale))
    this.#later.replaceChildren(...lines())
    this.#shown.replaceChildren(...(showsTotal(choice) ? drawArea(series, scale) : []), ...lines())
    this.#until.setAttribute('height', String(scale.height + 20))
  }

  showUntil(x: number): void {
    // Half a line width further, so that the step at this moment is fully visible.
    this.#until.setAttribute('width', String(x + 11))
  }
}

function drawAxes({ width, height, xTicks, yTicks }: Scale): SVGElement[] {
  const levels = yTicks.flatMap(({ at, label }) => [
    svgElement('line', { x1: '0', x2: String(width), y1: String(at), y2: String(at) }),
    svgElement('text', { x: '-8', y: String(at), dy: '0.32em', 'text-anchor': 'end' }, label),
  ])
  const times = xTicks.map(({ at, label }) =>
    svgElement(
      'text',
      { x: String(at), y: String(height + 19), 'text-anchor': at > width - 20 ? 'end' : 'middle' },
      label,
    ),
  )
  return [...levels, ...times]
}

function drawLines(lines: readonly Series[], history: BankHistory, { width }: Scale): SVGElement[] {
  return lines.map(({ accountId, path }) => {
    const colour = accountId === undefined ? 'series-total' : `series-${colourOf(accountId, history)}`
    return svgElement('path', { class: `line ${colour}`, d: path.until(width) })
  })
}

function drawOtherWay(lines: readonly Series[], { width }: Scale): SVGElement[] {
  return lines.map(({ path }) => svgElement('path', { class: 'line what-if', d: path.until(width) }))
}

function drawArea(series: readonly Series[], { width, y }: Scale): SVGElement[] {
  const total = series.find(({ accountId }) => accountId === undefined)?.path
  if (total?.start === undefined) return []
  return [svgElement('path', { class: 'area', d: `${total.until(width)}V${y(0)}H${total.start}Z` })]
}
