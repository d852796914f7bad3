import { describe, expect, test } from 'vitest'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open } = timelineBrowser()

async function bank(): Promise<TimelineTab> {
  const tab = await open()
  await tab.openBank()
  return tab
}

/** Returns the first and the last position of the slider. The slider must be spread by event. */
const sliderRange = async ({ slider }: TimelineTab): Promise<[number, number]> => [
  Number(await slider.getAttribute('min')),
  Number(await slider.getAttribute('max')),
]

async function middleOf(tab: TimelineTab, selector: string): Promise<{ x: number; y: number }> {
  const box = await tab.page.locator(`rewindable-timeline ${selector}`).boundingBox()
  if (!box) throw new Error(`Expected ${selector} on the page, found nothing.`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/**
 * Dispatches a wheel event on the middle of the chart. Browsers merge real wheel events that follow each other closely,
 * and choose the target only for the first event.
 *
 * @returns whether the page or the element handles it
 */
function turnWheel(tab: TimelineTab, how: { deltaY: number; ctrlKey?: boolean }): Promise<string> {
  return tab.page.locator('rewindable-timeline .canvas').evaluate((canvas, given) => {
    const { left, width, top } = canvas.getBoundingClientRect()
    const place = { clientX: left + width / 2, clientY: top + 5, bubbles: true, cancelable: true, composed: true }
    return canvas.dispatchEvent(new WheelEvent('wheel', { ...place, ...given })) ? 'is the page’s' : 'is the chart’s'
  }, how)
}

test('in the scale by event, a shorter gap between events gives a higher bar in the chart', async () => {
  const tab = await bank()
  const bars = tab.page.locator('rewindable-timeline .chart > .bars')
  const heights = (path: string | null): number[] =>
    Array.from(path?.matchAll(/V(\d+\.\d)h/g) ?? [], ([, top]) => 40 - Number(top))
  const gaps = await tab.page.evaluate(async () => {
    const times: number[] = []
    for await (const { recordedAt } of document.querySelector('rewindable-timeline')?.store?.readAll() ?? [])
      times.push(recordedAt)
    return times.slice(1).map((time, index) => time - (times[index] ?? 0))
  })
  // Omits the first event, which has no predecessor. Recording times are sampled gradually while the page is idle.
  const drawn = async (): Promise<number[]> => heights(await bars.getAttribute('d')).slice(1)
  const sooner = gaps.map((_, index) => index).sort((one, other) => (gaps[one] ?? 0) - (gaps[other] ?? 0))
  const inThatOrder = async (): Promise<number[]> => {
    const found = await drawn()
    return sooner.map((index) => found[index] ?? Number.NaN)
  }
  const isDrawn = async (): Promise<boolean> => {
    const [highest = 0, ...others] = await inThatOrder()
    const isInOrder = others.every((height, index) => height <= (others[index - 1] ?? highest))
    return highest === 24 && isInOrder && (others.at(-1) ?? highest) < highest / 3
  }
  await expect.poll(isDrawn, { timeout: 20_000 }).toBe(true)
})

test('in the scale by time, the middle of the slider is the middle of the time range', async () => {
  const tab = await bank()
  const timeAt = async (position: number): Promise<number> => {
    await tab.page.evaluate((at) => document.querySelector('rewindable-timeline')?.timeline?.seek(at), position)
    await tab.isAt(position)
    return tab.page.evaluate(
      () => document.querySelector('rewindable-timeline')?.timeline?.getSnapshot().event?.recordedAt ?? 0,
    )
  }
  const middle = ((await timeAt(1)) + (await timeAt(120))) / 2
  const spread = tab.page.getByRole('combobox', { name: 'Spread of the slider' })
  await spread.selectOption('By time')
  await expect.poll(() => sliderRange(tab)).toEqual([0, 10_000])
  // Recording times are sampled gradually while the page is idle.
  const isNearTheMiddle = async (): Promise<boolean> => {
    await tab.slider.fill('0')
    await tab.isAt(0)
    await tab.slider.fill('5000')
    await expect.poll(() => tab.position()).toBeGreaterThan(0)
    const position = await tab.position()
    return (await timeAt(position - 1)) <= middle && middle <= (await timeAt(position + 1))
  }
  await expect.poll(isNearTheMiddle, { timeout: 20_000 }).toBe(true)
  await spread.selectOption('By event')
  await expect.poll(() => sliderRange(tab)).toEqual([0, 120])
  await tab.slider.fill('60')
  await tab.isAt(60)
})

describe('zooming by pointer', () => {
  test('Ctrl and wheel zoom at the pointer, the wheel alone scrolls the page, and a double click resets the zoom', async () => {
    const tab = await bank()
    expect(await turnWheel(tab, { deltaY: -100 })).toBe('is the page’s')
    expect(await sliderRange(tab)).toEqual([0, 120])
    expect(await turnWheel(tab, { deltaY: -100, ctrlKey: true })).toBe('is the chart’s')
    await expect.poll(() => sliderRange(tab)).toEqual([18, 102])
    await turnWheel(tab, { deltaY: -100, ctrlKey: true })
    await expect.poll(() => sliderRange(tab)).toEqual([31, 89])
    await turnWheel(tab, { deltaY: 100, ctrlKey: true })
    await expect.poll(async () => Math.abs((await sliderRange(tab))[0] - 18)).toBeLessThanOrEqual(1)
    const { x, y } = await middleOf(tab, '.canvas')
    await tab.page.mouse.dblclick(x, y)
    await expect.poll(() => sliderRange(tab)).toEqual([0, 120])
  })

  test('the user can move and resize the zoomed range on the overview', async () => {
    const tab = await bank()
    expect(await tab.page.locator('rewindable-timeline .overview').isVisible()).toBe(false)
    await tab.button('Zoom in').click()
    await tab.button('Zoom in').click()
    const isFrom = async (from: number): Promise<boolean> => Math.abs((await sliderRange(tab))[0] - from) <= 1
    await expect.poll(() => isFrom(90)).toBe(true)
    const [from, to] = await sliderRange(tab)
    const overview = await tab.page.locator('rewindable-timeline .overview').boundingBox()
    if (!overview) throw new Error('Expected the overview on the page, found none.')
    const drag = async (start: number, end: number): Promise<void> => {
      const y = overview.y + overview.height / 2
      await tab.page.mouse.move(overview.x + start * overview.width, y)
      await tab.page.mouse.down()
      await tab.page.mouse.move(overview.x + end * overview.width, y, { steps: 5 })
      await tab.page.mouse.up()
      // Waits until the last move is drawn, because the next move starts from the drawn view.
      await tab.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    }
    const middle = (from + to) / 2 / 120
    await drag(middle, middle - 0.25)
    await expect.poll(() => isFrom(from - 30)).toBe(true)
    const [movedFrom, movedTo] = await sliderRange(tab)
    expect(movedTo - movedFrom).toBe(to - from)
    await drag(movedTo / 120, movedTo / 120 + 0.1)
    await expect.poll(async () => Math.abs((await sliderRange(tab))[1] - movedTo - 12)).toBeLessThanOrEqual(1)
    expect((await sliderRange(tab))[0]).toBe(movedFrom)
  })
})

test('playback has the chosen speed, evenly or in real time', async () => {
  const tab = await bank()
  const playing = () =>
    tab.page.evaluate(() => document.querySelector('rewindable-timeline')?.timeline?.getSnapshot().playing)
  const speed = tab.page.getByRole('combobox', { name: 'Speed' })
  await tab.seek(1)
  await speed.selectOption('0.5× real time')
  await tab.button('Play').click()
  await expect.poll(playing).toEqual({ speed: 0.5, realTime: true })
  await speed.selectOption('4×')
  await expect.poll(playing).toEqual({ speed: 4, realTime: false })
  await tab.button('Pause').click()
  await expect.poll(playing).toBeUndefined()
})

test('the theme follows the system unless the page sets it', async () => {
  const tab = await bank()
  const background = () =>
    tab.page
      .locator('rewindable-timeline .frame')
      .evaluate((frame) => getComputedStyle(frame).getPropertyValue('background-color'))
  const say = (theme: string) =>
    tab.page.evaluate((said) => document.querySelector('rewindable-timeline')?.setAttribute('theme', said), theme)
  await tab.page.emulateMedia({ colorScheme: 'light' })
  const light = await background()
  await tab.page.emulateMedia({ colorScheme: 'dark' })
  const dark = await background()
  expect(dark).not.toBe(light)
  await say('light')
  expect(await background()).toBe(light)
  await tab.page.emulateMedia({ colorScheme: 'light' })
  await say('dark')
  expect(await background()).toBe(dark)
})
