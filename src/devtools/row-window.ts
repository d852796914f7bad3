/** Higher than this, browsers cannot make an element: a longer list scrolls more than a row's height for each row. */
const highest = 8_000_000

/** So many rows before and behind the one that is meant are in sight too. */
const context = 3

/** Which rows of a long list are in sight, and how far down the list they are drawn. */
export type RowWindow = {
  /** Of the element that gives the list its length, in pixels. */
  readonly height: number
  readonly first: number
  /** Where the first one is drawn. */
  readonly top: number
}

export function rowWindow(rows: number, rowHeight: number, viewport: number, scrollTop: number): RowWindow {
  const wanted = rows * rowHeight
  if (wanted <= highest)
    return { height: wanted, first: Math.floor(scrollTop / rowHeight), top: scrollTop - (scrollTop % rowHeight) }
  const share = Math.min(1, scrollTop / (highest - viewport))
  const first = share * (rows - viewport / rowHeight)
  return { height: highest, first: Math.floor(first), top: scrollTop - (first % 1) * rowHeight }
}

/** Where to scroll so that a row is in sight; the same place if it is. */
export function scrolledTo(row: number, rows: number, rowHeight: number, viewport: number, scrollTop: number): number {
  const inSight = Math.floor(viewport / rowHeight)
  const wanted = rows * rowHeight
  const perRow = wanted <= highest ? rowHeight : (highest - viewport) / (rows - viewport / rowHeight)
  const first = scrollTop / perRow
  const around = Math.min(context, Math.floor(inSight / 3))
  if (row - around < first) return Math.max(0, row - around) * perRow
  return row + 1 + around > first + inSight ? (row + 1 + around - viewport / rowHeight) * perRow : scrollTop
}
