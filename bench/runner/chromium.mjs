// @ts-check
import { chromium } from 'playwright'
import { chromiumLaunchOptions, sqliteArguments } from '../../scripts/find-chromium.mjs'

/**
 * @param {string} profile
 * @param {string} engine
 * @returns {Promise<import('./browser.mjs').Browser>}
 */
export async function openChromium(profile, engine) {
  const { executablePath, args } = chromiumLaunchOptions()
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [
      ...args,
      ...(engine === 'chromium-sqlite' ? sqliteArguments : []),
      '--js-flags=--expose-gc',
      '--enable-precise-memory-info',
    ],
  })
  context.setDefaultTimeout(0)
  const [first = await context.newPage()] = context.pages()
  const devtools = await context.newCDPSession(first)
  const { product } = await devtools.send('Browser.getVersion')
  return {
    name: product.replace(/^.*\//, engine === 'chromium' ? 'Chromium ' : 'Chromium (SQLite backend) '),
    reportsHeap: true,
    newTab: () => context.newPage(),
    async bytesOnDisk(host) {
      return (await devtools.send('Storage.getUsageAndQuota', { origin: `http://${host}` })).usage
    },
    close: () => context.close(),
  }
}
