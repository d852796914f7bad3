import type { BankHistory } from '../bank-history.ts'
import { element, find, svgElement } from '../element.ts'
import { formatMoney } from '../money.ts'
import type { Moment } from '../time-machine.ts'
import { count, describeEntry, formatCount, formatDate, formatMoment } from '../wording.ts'
import { Plot } from './plot.ts'
import { placeOf, type Scale, type Spread, scaleFor } from './scale.ts'
import { type Choice, oneAccount, rangeOf, widest } from './series.ts'

const margin = { top: 14, right: 10, bottom: 26, left: 54 }

/** The chart of balances over time. The part after the displayed moment is faded. */
export function balanceChart(
  root: HTMLElement,
  { onSeek }: { onSeek: (position: number) => void },
): (moment: Moment) => void {
  const select = find('select', HTMLSelectElement, root)
  const spreads = find('[data-spreads]', HTMLElement, root)
  const canvas = find('svg', SVGSVGElement, root)
  const plot = new Plot(`translate(${margin.left} ${margin.top})`)
  const cursor = svgElement('g', { class: 'cursor' })
  plot.element.append(cursor)
  canvas.append(plot.element)

  const what = find('[data-what]', HTMLElement, root)
  const amount = find('[data-amount]', HTMLElement, root)
  const asOf = find('[data-as-of]', HTMLElement, root)
  const legend = find('[data-legend]', HTMLElement, root)
  const whatIf = find('[data-what-if]', HTMLElement, root)

  let current: Moment | undefined
  let scale: Scale | undefined
  let drawn: readonly unknown[] = []
  let isDrawing = false
  let size = { width: 0, height: 0 }
  const redraw = () => current && draw(current)

  select.addEventListener('change', redraw)
  spreads.addEventListener('change', redraw)
  new ResizeObserver(([observed]) => {
    // The chart observes its size, because reading the size would force a layout at each moment.
    if (observed) size = { width: observed.contentRect.width, height: observed.contentRect.height }
    redraw()
  }).observe(canvas)
  seekByPointer(canvas, (x) => scale && onSeek(scale.positionAt(Math.min(Math.max(x - margin.left, 0), scale.width))))

  function draw(moment: Moment): void {
    current = moment
    const { live, history, position, isLive } = moment
    if (live.entries.length === 0 || size.width === 0) return
    offerAccounts(select, live)
    void drawLines()
    const figure = figureOf(moment, select.value)
    if (scale) {
      const x = isLive ? scale.width : placeOf(position, history, scale)
      plot.showUntil(x)
      cursor.replaceChildren(...(isLive ? [] : drawCursor(figure.cents, scale, x)))
    }
    what.textContent = figure.what
    amount.textContent = formatMoney(figure.cents)
    asOf.textContent = asOfWords(moment)
    legend.hidden = !moment.fork?.history
    whatIf.textContent = whatIfWords(moment)
    canvas.setAttribute(
      'aria-label',
      `${figure.what}: ${formatMoney(figure.cents)} ${asOfWords(moment)}. ${summary(live)}`,
    )
  }

  /**
   * Draws the lines only if they changed. Drawing a long history takes time. If the history changes during that time,
   * the lines are drawn again.
   */
  async function drawLines(): Promise<void> {
    const spread: Spread = find('input:checked', HTMLInputElement, spreads).value === 'events' ? 'events' : 'time'
    const wanted = [current?.live, current?.fork?.history, size, select.value, spread]
    if (isDrawing || !current || wanted.every((part, index) => part === drawn[index])) return
    drawn = wanted
    isDrawing = true
    const { live, history, fork } = current
    const choice = select.value
    const width = size.width - margin.left - margin.right
    const height = size.height - margin.top - margin.bottom
    const range = widest([await rangeOf(live, choice), ...(fork ? [await rangeOf(history, choice)] : [])])
    const next = scaleFor(history.entries, { width, height, spread, ...range, beside: live.entries })
    await plot.draw(live, fork, choice, next)
    scale = next
    isDrawing = false
    redraw()
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
  // Two options besides the accounts: all accounts, and the total. Accounts are never removed.
  if (select.length === accounts.size + 2) return
  const offered = new Set([...select.options].map(({ value }) => value))
  for (const { id, owner } of accounts.values()) {
    const value = oneAccount(id)
    if (!offered.has(value)) select.append(element('option', { value }, owner))
  }
}

function drawCursor(cents: number, scale: Scale, x: number): SVGElement[] {
  const line = svgElement('line', { x1: String(x), x2: String(x), y1: '0', y2: String(scale.height) })
  return [line, svgElement('circle', { cx: String(x), cy: String(scale.y(cents)), r: '5' })]
}

/** Returns the amount of the chosen account, or of the whole bank. The page shows this amount above the chart. */
function figureOf({ shown, live }: Moment, choice: Choice): { what: string; cents: number } {
  const account = [...live.accounts.values()].find(({ id }) => choice === oneAccount(id))
  if (!account) return { what: 'Money in the bank', cents: shown.total }
  return { what: `Balance of ${account.owner}`, cents: shown.accounts.get(account.id)?.balance ?? 0 }
}

function asOfWords({ isLive, isLost, isAtEnd, fork, history, position }: Moment): string {
  const entry = history.entries.lastUpTo(position)
  if (isLost) return 'before it was started over'
  if (isLive) return 'right now'
  if (fork && isAtEnd) return fork.without ? 'if it had not happened' : 'in the fork'
  return entry ? `on ${formatMoment(entry.recordedAt)}` : 'before anything happened'
}

/** Returns the description of the line of the fork. */
function whatIfWords({ fork, live }: Moment): string {
  if (!fork) return ''
  const { without, at } = fork
  const entry = without && live.entries.lastUpTo(without.globalPosition)
  return entry ? `What if, without “${describeEntry(entry, live)}”` : `What if, from event ${formatCount(at)} on`
}

function summary({ entries }: BankHistory): string {
  const [first, last] = [entries.at(0), entries.at(-1)]
  if (!first || !last) return ''
  const range = `from ${formatDate(first.recordedAt)} to ${formatDate(last.recordedAt)}`
  return `The lines show ${count(entries.length, 'event')} ${range}; the table of accounts has the figures.`
}
