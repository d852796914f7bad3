/** Browsers limit the height of an element. In a longer list, one row of scrolling skips several rows. */
const maxHeight = 8_000_000

/** The number of rows to keep visible before and after the current row. */
const marginRows = 3

/** The visible rows of a long list, and where they are drawn. */
export type VisibleRows = {
  /** Height of the scrolled content in pixels. */
  readonly height: number
  readonly first: number
  /** Offset of the first visible row in pixels. */
  readonly top: number
}

export function visibleRows(rows: number, rowHeight: number, viewport: number, scrollTop: number): VisibleRows {
  const wanted = rows * rowHeight
  if (wanted <= maxHeight)
    return { height: wanted, first: Math.floor(scrollTop / rowHeight), top: scrollTop - (scrollTop % rowHeight) }
  const share = Math.min(1, scrollTop / (maxHeight - viewport))
  const first = share * (rows - viewport / rowHeight)
  return { height: maxHeight, first: Math.floor(first), top: scrollTop - (first % 1) * rowHeight }
}

/** Returns the scroll offset at which a row is visible. Returns the current offset if the row is visible already. */
export function scrollTopFor(
  row: number,
  rows: number,
  rowHeight: number,
  viewport: number,
  scrollTop: number,
): number {
  const inSight = Math.floor(viewport / rowHeight)
  const wanted = rows * rowHeight
  const perRow = wanted <= maxHeight ? rowHeight : (maxHeight - viewport) / (rows - viewport / rowHeight)
  const first = scrollTop / perRow
  const margin = Math.min(marginRows, Math.floor(inSight / 3))
  if (row - margin < first) return Math.max(0, row - margin) * perRow
  return row + 1 + margin > first + inSight ? (row + 1 + margin - viewport / rowHeight) * perRow : scrollTop
}
