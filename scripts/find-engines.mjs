// @ts-check
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const firefoxCommands = ['firefox-esr', 'firefox']
const firefoxApplications = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
]

/**
 * Returns the path of Firefox: from REWINDABLE_FIREFOX, or an installed one.
 *
 * @returns {string | undefined} undefined if this machine has none
 */
export function findFirefox() {
  return named('REWINDABLE_FIREFOX') ?? [...onPath(firefoxCommands), ...firefoxApplications].find(existsSync)
}

/**
 * Returns the paths of WebKitGTK's WebDriver and MiniBrowser: from REWINDABLE_WEBKIT_DRIVER and REWINDABLE_WEBKIT, or the installed
 * ones.
 *
 * @returns {{ driver: string, browser: string } | undefined} undefined if this machine lacks one of them
 */
export function findWebKit() {
  const driver = named('REWINDABLE_WEBKIT_DRIVER') ?? onPath(['WebKitWebDriver']).find(existsSync)
  const browser = named('REWINDABLE_WEBKIT') ?? miniBrowsers().find(existsSync)
  return driver === undefined || browser === undefined ? undefined : { driver, browser }
}

/**
 * Returns the path of the virtual display for MiniBrowser, which has no headless mode.
 *
 * @returns {string | undefined} undefined if this machine has none
 */
export function findVirtualDisplay() {
  return onPath(['Xvfb']).find(existsSync)
}

/** @param {string} variable */
function named(variable) {
  const path = process.env[variable]
  if (path === undefined || path === '') return undefined
  if (!existsSync(path)) throw new Error(`Expected ${variable} to be a path, but "${path}" does not exist.`)
  return path
}

/** @param {string[]} commands */
function onPath(commands) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return commands.flatMap((command) => folders.map((folder) => join(folder, command)))
}

/** Distributions install MiniBrowser outside PATH, in a folder named after the API: below /usr/lib on Debian, /usr/libexec elsewhere. */
function miniBrowsers() {
  const parents = ['/usr/lib', '/usr/libexec', '/usr/lib64', ...foldersIn('/usr/lib', /-linux-gnu/)]
  return parents.flatMap((parent) => foldersIn(parent, /^webkit2?gtk-/)).map((folder) => join(folder, 'MiniBrowser'))
}

/**
 * @param {string} parent
 * @param {RegExp} name
 */
function foldersIn(parent, name) {
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .filter((folder) => name.test(folder))
    .map((folder) => join(parent, folder))
}
