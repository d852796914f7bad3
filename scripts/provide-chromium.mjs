// @ts-check
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { findChromium } from './find-chromium.mjs'

/** Makes sure that there is a Chromium to test with, or ends the process saying how to get one. */
export function provideChromium() {
  if (findChromium() === undefined && isRootOnDebian()) {
    console.log("No Chromium found: installing Debian's.")
    const options = {
      stdio: /** @type {const} */ ('inherit'),
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }
    execFileSync('apt-get', ['update'], options)
    execFileSync('apt-get', ['install', '-y', 'chromium'], options)
  }
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

function isRootOnDebian() {
  if (process.getuid?.() !== 0) return false
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}
