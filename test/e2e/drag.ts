import type { Locator, Page } from 'playwright'

/**
 * Drags a slider back and forth for at least five seconds and then to a target.
 * On a slow machine, it continues until `isEnough` returns true.
 *
 * @param to the target, as a fraction of the slider's length
 * @param isEnough called repeatedly after five seconds
 * @returns the duration in seconds
 */
export async function dragToAndFro(
  { page, slider }: { readonly page: Page; readonly slider: Locator },
  to: number,
  isEnough: () => Promise<boolean>,
): Promise<number> {
  const { mouse } = page
  const box = await slider.boundingBox()
  if (!box) throw new Error('Expected a slider, found none.')
  const x = (share: number): number => box.x + 14 + share * (box.width - 28)
  const y = box.y + box.height / 2
  await mouse.move(x(1), y)
  await mouse.down()
  const start = performance.now()
  for (
    let passed = 0;
    passed < 5_000 || (passed < longest && !(await isEnough()));
    passed = performance.now() - start
  ) {
    await mouse.move(x(0.5 + 0.49 * Math.cos(passed / 400)), y)
  }
  await mouse.move(x(to), y)
  await mouse.up()
  return (performance.now() - start) / 1_000
}

const longest = 60_000
