import type { BankHistory } from './bank-history.ts'
import { element, find } from './element.ts'
import type { Entry } from './entries.ts'
import { formatChange } from './money.ts'
import type { Moment } from './time-machine.ts'
import { formatCount, formatDate, formatTime, titleOf } from './wording.ts'

const rows = 16
const rowsAhead = 3

/**
 * The event log, newest events first. It has pages, so that the document contains only a few of 100,000 events. While
 * the page displays the past, later events are faded. A click on an event seeks its position.
 */
export function eventLogView(
  root: HTMLElement,
  { onSeek }: { onSeek: (position: number) => void },
): (moment: Moment) => void {
  const list = find('ol', HTMLOListElement, root)
  const range = find('[data-range]', HTMLElement, root)
  const newer = find('[data-newer]', HTMLButtonElement, root)
  const older = find('[data-older]', HTMLButtonElement, root)

  let current: Moment | undefined
  // The number of entries up to the end of the page, counted from the oldest. `undefined` while the page follows the
  // displayed moment.
  let pagedTo: number | undefined
  let seenPosition: number | undefined

  list.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest('button') : null
    if (row) onSeek(Number(row.dataset.position))
  })
  newer.addEventListener('click', () => page(rows))
  older.addEventListener('click', () => page(-rows))

  function page(by: number): void {
    if (!current) return
    const end = pageEnd(current) + by
    pagedTo = Math.max(end, Math.min(rows, current.history.entries.length))
    if (pagedTo >= pageEnd(current, undefined) && by > 0 && current.isLive) pagedTo = undefined
    draw(current)
  }

  function pageEnd({ history, isLive, position }: Moment, paged = pagedTo): number {
    const { length } = history.entries
    if (paged !== undefined) return Math.min(paged, length)
    return isLive ? length : Math.min(length, Math.max(history.entries.countUpTo(position) + rowsAhead, rows))
  }

  function draw(moment: Moment): void {
    const { history, position, isLive } = moment
    const seekedTo = isLive ? undefined : position
    if (seekedTo !== seenPosition) pagedTo = undefined
    seenPosition = seekedTo
    current = moment

    const end = pageEnd(moment)
    const start = Math.max(0, end - rows)
    const focused = list.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-position')
      : undefined
    list.replaceChildren(
      ...history.entries
        .slice(start, end)
        .reverse()
        .map((entry) => item(entry, history, isLive ? undefined : position)),
    )
    if (focused) list.querySelector<HTMLElement>(`[data-position="${focused}"]`)?.focus({ preventScroll: true })

    range.textContent = `${formatCount(Math.min(start + 1, end))}–${formatCount(end)} of ${formatCount(history.entries.length)}`
    newer.disabled = end >= history.entries.length
    older.disabled = start === 0
  }

  return draw
}

function item(entry: Entry, history: BankHistory, past: number | undefined): HTMLLIElement {
  const isLater = past !== undefined && entry.position > past
  const when = element('span', {}, `${formatDate(entry.recordedAt)}, ${formatTime(entry.recordedAt)}`)
  const details = element('span', { class: 'details' }, when)
  if (entry.note) details.prepend(element('span', { class: 'note', title: entry.note }, entry.note), ' ')
  const button = element(
    'button',
    {
      type: 'button',
      'data-position': String(entry.position),
      'aria-current': past === entry.position ? 'true' : undefined,
    },
    element('span', { class: 'what' }, titleOf(entry, history)),
    ' ',
    element('span', { class: entry.change < 0 ? 'change out' : 'change in' }, formatChange(entry.change)),
    ' ',
    details,
    ' ',
    element('span', { class: 'position' }, `#${formatCount(entry.position)}`),
  )
  if (isLater) button.append(element('span', { class: 'visually-hidden' }, ' (later than the moment shown)'))
  return element('li', { class: isLater ? 'later' : undefined }, button)
}
