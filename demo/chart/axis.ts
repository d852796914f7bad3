/**
 * Returns round numbers that cover a range, about as many as requested: `niceTicks(0, 830, 4)` is 0, 250, 500, 750,
 * 1000.
 */
export function niceTicks(lowest: number, highest: number, wished: number): number[] {
  const span = Math.max(highest - lowest, 1)
  const rough = span / wished
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, magnitude * ([1, 2, 2.5, 5].find((factor) => factor * magnitude >= rough) ?? 10))
  const ticks: number[] = []
  for (let tick = Math.floor(lowest / step) * step; ticks.length === 0 || (ticks.at(-1) ?? 0) < highest; tick += step) {
    ticks.push(tick)
  }
  return ticks
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'short' })
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const minuteFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const secondFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const anHour = 60 * 60 * 1000
const aDay = 24 * anHour

export type TimeTick = { readonly time: number; readonly label: string }

/**
 * Returns the ticks of a time axis: first days of years or months for a long range, evenly spaced times for a short
 * one.
 */
export function timeTicks(from: number, to: number, wished: number): TimeTick[] {
  if (to - from > 1000 * aDay) return yearTicks(from, to, wished)
  if (to - from > 75 * aDay) return monthTicks(from, to, wished)
  const format = to - from > 2 * aDay ? dayFormat : to - from > anHour / 4 ? minuteFormat : secondFormat
  const step = (to - from) / wished
  const ticks = Array.from({ length: wished }, (_, index) => {
    const time = from + step * (index + 0.5)
    return { time, label: format.format(time) }
  })
  return ticks.filter(({ label }, index) => label !== ticks[index - 1]?.label)
}

function yearTicks(from: number, to: number, wished: number): TimeTick[] {
  const [first, last] = [new Date(from).getFullYear() + 1, new Date(to).getFullYear()]
  const ticks: TimeTick[] = []
  // Calculated instead of iterated, because an imported log may contain events of 1970 and of the year 275,760.
  for (let year = first; year <= last; year += Math.ceil((last - first + 1) / wished)) {
    ticks.push({ time: new Date(year, 0, 1).getTime(), label: String(year) })
  }
  return ticks
}

function monthTicks(from: number, to: number, wished: number): TimeTick[] {
  const [first, last] = [new Date(from), new Date(to)]
  const months = (last.getFullYear() - first.getFullYear()) * 12 + last.getMonth() - first.getMonth()
  const ticks: TimeTick[] = []
  for (let month = 1; month <= months; month += Math.ceil(months / wished)) {
    const time = new Date(first.getFullYear(), first.getMonth() + month, 1)
    const year = time.getMonth() === 0 ? ` ${time.getFullYear()}` : ''
    ticks.push({ time: time.getTime(), label: `${monthFormat.format(time)}${year}` })
  }
  return ticks
}
