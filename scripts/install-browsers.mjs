// @ts-check
// Installs the browsers that the tests need, on Debian and as root: `node scripts/install-browsers.mjs`, or for some engines
// `node scripts/install-browsers.mjs firefox webkit`. Test commands never call this script. `.ci/run` calls it.
import { execFileSync } from 'node:child_process'
import { engineNames } from './engines-table.mjs'
import { missingBrowsers } from './required-browsers.mjs'

const engines = process.argv.length > 2 ? process.argv.slice(2) : engineNames
const packages = missingBrowsers(engines).flatMap((browser) => browser.packages)
if (packages.length > 0) {
  console.log(`Installing ${packages.join(', ')}.`)
  aptGet('update')
  aptGet('install', '-y', ...packages)
}

/** @param {string[]} words */
function aptGet(...words) {
  try {
    execFileSync('apt-get', words, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  } catch (error) {
    console.error(`Expected apt-get to succeed, as root on Debian. ${error}`)
    process.exit(1)
  }
}
