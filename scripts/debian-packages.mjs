// @ts-check
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Installs packages where that needs no asking: as root on Debian. Anywhere else it does nothing.
 * @param {string[]} packages
 */
export function installOnDebian(packages) {
  if (!isRootOnDebian()) return
  console.log(`Installing ${packages.join(', ')}.`)
  const options = {
    stdio: /** @type {const} */ ('inherit'),
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  execFileSync('apt-get', ['update'], options)
  execFileSync('apt-get', ['install', '-y', ...packages], options)
}

function isRootOnDebian() {
  if (process.getuid?.() !== 0) return false
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}
