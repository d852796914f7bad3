import type { BankHistory } from '../bank-history.ts'
import { element, find, svgElement } from '../element.ts'
import { formatMoney } from '../money.ts'
import type { Moment } from '../time-machine.ts'
import { count, formatDate, formatMoment } from '../wording.ts'
import { placeOf, type Scale, type Spread, scaleFor } from './scale.ts'
import { type Choice, colourOf, oneAccount, rangeOf, type Series, seriesOf, showsTotal } from './series.ts'
import { stepPath } from './step-path.ts'

const margin = { top: 14, right: 10, bottom: 26, left: 54 }

/** Balance over time, drawn by hand. What lies after the moment on the screen is there, but faded. */
export function balanceChart(
  root: HTMLElement,
  { onSeek }: { onSeek: (position: number) => void },
): (moment: Moment) => void {
  const select = find('select', HTMLSelectElement, root)
  const spreads = find('[data-spreads]', HTMLElement, root)
  const canvas = find('svg', SVGSVGElement, root)
  const axes = svgElement('g', { class: 'axes' })
  const later = svgElement('g', { class: 'later' })
  const shown = svgElement('g', { class: 'shown' })
  const cursor = svgElement('g', { class: 'cursor' })
  const plot = svgElement('g', { transform: `translate(${margin.left} ${margin.top})` }, axes, later, shown, cursor)
  canvas.append(plot)

  const what = find('[data-what]', HTMLElement, root)
  const amount = find('[data-amount]', HTMLElement, root)
  const asOf = find('[data-as-of]', HTMLElement, root)

  let current: Moment | undefined
  let scale: Scale | undefined
  let drawnLater = ''
  const redraw = () => current && draw(current)

  select.addEventListener('change', redraw)
  spreads.addEventListener('change', redraw)
  new ResizeObserver(redraw).observe(canvas)
  seekByPointer(canvas, (x) => scale && onSeek(scale.positionAt(Math.min(Math.max(x - margin.left, 0), scale.width))))

  function draw(moment: Moment): void {
    current = moment
    const { live, lastPosition, shown: past, isLive } = moment
    const { width, height } = canvas.getBoundingClientRect()
    if (live.entries.length === 0 || width === 0) return
    offerAccounts(select, live)
    const choice = select.value
    const spread: Spread = find('input:checked', HTMLInputElement, spreads).value === 'events' ? 'events' : 'time'

    const key = [lastPosition, width, height, choice, spread].join()
    if (key !== drawnLater || !scale) {
      drawnLater = key
      const size = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom }
      scale = scaleFor(live, { ...size, spread, ...rangeOf(live, choice) })
      axes.replaceChildren(...drawAxes(scale))
      later.replaceChildren(...drawLines(seriesOf(live, choice, scale), live, scale.width))
    }
    const x = isLive ? scale.width : placeOf(past.position, live, scale)
    shown.replaceChildren(
      ...(showsTotal(choice) ? drawArea(past.bank, scale, x) : []),
      ...drawLines(seriesOf(past.bank, choice, scale), live, x),
    )
    const figure = figureOf(moment, choice)
    cursor.replaceChildren(...(isLive ? [] : drawCursor(figure.cents, scale, x)))
    what.textContent = figure.what
    amount.textContent = formatMoney(figure.cents)
    asOf.textContent = asOfWords(moment)
    canvas.setAttribute(
      'aria-label',
      `${figure.what}: ${formatMoney(figure.cents)} ${asOfWords(moment)}. ${summary(live)}`,
    )
  }

  return draw
}

function seekByPointer(canvas: SVGSVGElement, seek: (x: number) => void): void {
  const follow = (event: PointerEvent) => seek(event.clientX - canvas.getBoundingClientRect().left)
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    canvas.setPointerCapture(event.pointerId)
    follow(event)
  })
  canvas.addEventListener('pointermove', (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) follow(event)
  })
}

function offerAccounts(select: HTMLSelectElement, { accounts }: BankHistory): void {
  for (const { id, owner } of accounts.values()) {
    const value = oneAccount(id)
    if ([...select.options].some((option) => option.value === value)) continue
    select.append(element('option', { value }, owner))
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

function drawLines(lines: readonly Series[], live: BankHistory, until: number): SVGElement[] {
  return lines.map(({ accountId, points }) => {
    const colour = accountId === undefined ? 'series-total' : `series-${colourOf(accountId, live)}`
    return svgElement('path', { class: `line ${colour}`, d: stepPath(points, until) })
  })
}

function drawArea(bank: BankHistory, scale: Scale, until: number): SVGElement[] {
  const [total] = seriesOf(bank, 'total', scale)
  const [first] = total?.points ?? []
  if (!total || !first) return []
  const ground = scale.y(0)
  return [svgElement('path', { class: 'area', d: `${stepPath(total.points, until)}V${ground}H${first.x}Z` })]
}

function drawCursor(cents: number, scale: Scale, x: number): SVGElement[] {
  const line = svgElement('line', { x1: String(x), x2: String(x), y1: '0', y2: String(scale.height) })
  return [line, svgElement('circle', { cx: String(x), cy: String(scale.y(cents)), r: '5' })]
}

/** The figure above the chart: that of the chosen account, or of the whole bank. */
function figureOf({ shown, live }: Moment, choice: Choice): { what: string; cents: number } {
  const account = [...live.accounts.values()].find(({ id }) => choice === oneAccount(id))
  if (!account) return { what: 'Money in the bank', cents: shown.bank.total }
  return { what: `Balance of ${account.owner}`, cents: shown.bank.accounts.get(account.id)?.balance ?? 0 }
}

function asOfWords({ isLive, isLost, shown }: Moment): string {
  const entry = shown.bank.entries.at(-1)
  if (isLost) return 'before it was started over'
  if (isLive) return 'right now'
  return entry ? `on ${formatMoment(entry.recordedAt)}` : 'before anything happened'
}

function summary({ entries }: BankHistory): string {
  const [first] = entries
  const last = entries.at(-1)
  if (!first || !last) return ''
  const range = `from ${formatDate(first.recordedAt)} to ${formatDate(last.recordedAt)}`
  return `The lines show ${count(entries.length, 'event')} ${range}; the table of accounts has the figures.`
}
