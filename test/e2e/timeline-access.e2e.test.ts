import { describe, expect, test } from 'vitest'
import { findings } from './axe.ts'
import { type TimelineTab, timelineBrowser } from './timeline-tab.ts'

const { open } = timelineBrowser()

const within = 'rewindable-timeline'

async function bank(options: Parameters<typeof open>[0] = {}): Promise<TimelineTab> {
  const tab = await open({ bypassCSP: true, ...options })
  await tab.openBank()
  return tab
}

describe.each([
  ['light', 1_200],
  ['dark', 1_200],
  ['dark', 360],
] as const)('the element, %s, %i pixels wide', (colorScheme, width) => {
  test('axe finds no violation in any state of the element', async () => {
    const tab = await bank({ colorScheme, viewport: { width, height: 800 } })
    const wrong: Record<string, string[]> = {}
    const check = async (state: string): Promise<void> => {
      await tab.page.waitForTimeout(150)
      const found = await findings(tab.page, within)
      if (found.length > 0) wrong[state] = found
    }
    const panel = async (name: string): Promise<void> => {
      if (width < 700)
        await tab.page.getByRole('group', { name: 'Panel' }).getByRole('button', { name, exact: true }).click()
    }
    await check('live')
    await tab.seek(0)
    await check('before the first event')
    await tab.seek(60)
    await check('past')
    await panel('Event')
    await check('the event')
    await panel('State')
    await tab.slider.focus()
    await tab.press('a', 'Shift+ArrowRight', 'm')
    await check('comparing')
    await tab.press('+')
    await check('zoomed in')
    await panel('Events')
    await tab.page.getByRole('searchbox').fill('type:withdrawn')
    await tab.page.getByText(/^\d+ of 120$/).waitFor()
    await check('searching')
    await tab.page.getByRole('searchbox').fill('nothing of the kind')
    await tab.page.getByText('No event fits the search.').waitFor()
    await check('nothing found')
    for (const tool of ['Bookmarks', 'What if', 'Export, import, storage', 'Keyboard shortcuts']) {
      await tab.button(tool).click()
      await check(tool)
    }
    await tab.button('What if').click()
    await tab.button('Fork here').click()
    await tab.button('Append to the fork').click()
    await check('in a fork')
    await tab.button('Discard').click()
    await tab.page.getByRole('searchbox').fill('')
    await tab.button('Details').click()
    await check('closed')
    await tab.slider.focus()
    await tab.press('0')
    await expect.poll(() => tab.slider.getAttribute('min')).toBe('0')
    await tab.seek(1)
    await tab.button('Play').click()
    await check('playing')
    await tab.button('Pause').click()
    if (width > 700) {
      await tab.button('Float').click()
      await check('floating')
    }
    expect(wrong).toEqual({})
  })
})

test('axe finds no violation in an empty log', async () => {
  const tab = await open({ bypassCSP: true })
  await tab.page.evaluate(() => window.timelinePage.openLong(0))
  await tab.page.getByText('No events yet.').waitFor()
  expect(await findings(tab.page, within)).toEqual([])
})

test('axe finds a violation that is added on purpose', async () => {
  const tab = await bank()
  await tab.slider.evaluate((slider) => slider.removeAttribute('aria-label'))
  expect(await findings(tab.page, within)).toEqual([expect.stringMatching(/^label: /)])
})

describe('a screen reader', () => {
  test('the slider announces its position as text', async () => {
    const tab = await bank()
    await tab.seek(37)
    await expect
      .poll(() => tab.slider.getAttribute('aria-valuetext'))
      .toMatch(/^event 37 of 120, MoneyDeposited, \d+ Mar 2026, \d\d:\d\d:\d\d$/)
    expect(await tab.slider.evaluate((slider: HTMLInputElement) => [slider.min, slider.value, slider.max])).toEqual([
      '0',
      '37',
      '120',
    ])
    await tab.press('Home')
    await expect.poll(() => tab.slider.getAttribute('aria-valuetext')).toBe('before the first of 120 events')
  })

  test('the position is announced politely after a jump and after a pause, and never during playback', async () => {
    const tab = await bank()
    const live = tab.page.locator('rewindable-timeline .frame > [role=status].visually-hidden')
    expect(await live.count()).toBe(1)
    await tab.page.locator('[role=option]').first().click()
    await expect.poll(() => tab.spoken()).toMatch(/^Viewing the past: event \d+ of 120, /)
    await tab.seek(100)
    const before = await tab.spoken()
    await tab.button('Play').click()
    await expect.poll(() => tab.position()).toBeGreaterThan(101)
    expect(await tab.spoken()).toBe(before)
    expect(await tab.slider.getAttribute('aria-valuetext')).toBe('playing')
    await tab.button('Pause').click()
    await expect.poll(() => tab.spoken()).toMatch(/^Viewing the past: event 1\d\d of 120, /)
    await tab.button('Return to live').click()
    await expect.poll(() => tab.spoken()).toMatch(/^Live again: event 120 of 120, /)
  })

  test('a fork is announced with the name that the banner shows', async () => {
    const tab = await bank()
    await tab.seek(60)
    await expect.poll(() => tab.spoken()).toMatch(/^Viewing the past: event 60 of 120, /)
    await tab.button('What if').click()
    await tab.button('Fork here').click()
    await expect.poll(() => tab.spoken()).toMatch(/^In a fork: event 60 of 60, /)
    await tab.seek(30)
    await expect.poll(() => tab.spoken()).toMatch(/^The past of a fork: event 30 of 60, /)
    await tab.button('Discard').click()
    await expect.poll(() => tab.spoken()).toMatch(/^Viewing the past: event 60 of 120, /)
    await tab.button('Return to live').click()
    await expect.poll(() => tab.spoken()).toMatch(/^Live again: event 120 of 120, /)
  })

  test('a move into the past is announced once, not for every position in between', async () => {
    const tab = await bank()
    await tab.seek(100)
    await expect.poll(() => tab.spoken()).toMatch(/^Viewing the past: event 100 of 120, /)
    await tab.seek(50)
    await tab.page.waitForTimeout(200)
    expect(await tab.spoken()).toContain('event 100')
  })
})

test('with reduced motion, the element has no transitions or animations and plays nothing automatically', async () => {
  const tab = await bank({ reducedMotion: 'reduce' })
  await tab.seek(10)
  const moving = await tab.page.locator('rewindable-timeline').evaluate((element) => {
    const all = [...(element.shadowRoot?.querySelectorAll('*') ?? [])].map((one) => getComputedStyle(one))
    const isMoving = (style: CSSStyleDeclaration): boolean =>
      style.transitionDuration !== '0s' || style.animationName !== 'none' || style.scrollBehavior === 'smooth'
    return all.filter(isMoving).length + document.getAnimations().length
  })
  expect(moving).toBe(0)
  await tab.page.waitForTimeout(700)
  await tab.isAt(10)
})

describe('touch input', () => {
  test('the thumb and all buttons are at least 24 pixels large', async () => {
    const tab = await bank({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 800 } })
    await tab.seek(37)
    const small = await tab.page.locator('rewindable-timeline').evaluate((element) =>
      [...(element.shadowRoot?.querySelectorAll('button, select, input') ?? [])]
        .map((control) => ({ name: control.outerHTML.slice(0, 90), box: control.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ name, box }) => `${name} ${box.width} × ${box.height}`),
    )
    expect(small).toEqual([])
    const box = await tab.slider.boundingBox()
    if (!box) throw new Error('Expected a slider on the page, found none.')
    expect(box.height).toBeGreaterThanOrEqual(24)
    // The thumb is at 37 of 120. A touch 11 pixels beside the middle of the thumb still grabs it.
    const middle = box.x + 14 + ((box.width - 28) * 37) / 120
    await tab.page.mouse.move(middle + 11, box.y + box.height / 2)
    await tab.page.mouse.down()
    expect(Math.abs((await tab.position()) - 37)).toBeLessThanOrEqual(6)
    await tab.page.mouse.up()
  })

  test('a tap on a button makes a step, and a tap on the chart jumps', async () => {
    const tab = await bank({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 800 } })
    await tab.button('One event earlier').tap()
    await tab.isAt(119)
    const box = await tab.page.locator('rewindable-timeline .canvas').boundingBox()
    if (!box) throw new Error('Expected the chart on the page, found none.')
    await tab.page.touchscreen.tap(box.x + box.width / 2, box.y + 30)
    await tab.isAt(60)
  })
})

test('in forced colours, the selection stays visible', async () => {
  const tab = await bank({ forcedColors: 'active' })
  await tab.seek(37)
  const selected = tab.page.locator('[role=option][aria-selected=true]')
  // The list can select another row between the search for the row and the read of its style.
  await expect.poll(() => selected.evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('solid')
  expect(await tab.banner.evaluate((banner) => getComputedStyle(banner).borderTopWidth)).toBe('3px')
})

test('live and past differ in text and shape, not only in colour', async () => {
  const tab = await bank()
  const dot = () => tab.banner.locator('.dot').evaluate((dot) => getComputedStyle(dot).borderRadius)
  expect([await tab.banner.locator('strong').innerText(), await dot()]).toEqual(['Live', '50%'])
  await tab.seek(37)
  await tab.banner.getByText('83 events behind').waitFor()
  expect([await tab.banner.locator('strong').innerText(), await dot()]).toEqual(['Viewing the past', '1px'])
})
