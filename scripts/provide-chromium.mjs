// @ts-check
import { installOnDebian } from './debian-packages.mjs'
import { findChromium } from './find-chromium.mjs'

/** Makes sure that there is a Chromium to test with, or ends the process saying how to get one. */
export function provideChromium() {
  if (findChromium() === undefined) installOnDebian(['chromium'])
  const chromium = findChromium()
  if (chromium === undefined) {
    console.error(
      'The tests need a Chromium and found none. Run this once, then the tests again:\n\n  npx playwright install --with-deps chromium\n',
    )
    console.log('0 passed, 1 failed')
    process.exit(1)
  }
  console.log(`Testing in ${chromium}`)
}
