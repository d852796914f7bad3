import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/**
 * Returns the accessibility problems that axe finds, one text per element.
 * The page must be opened without its content security policy, because the policy blocks injected scripts.
 *
 * @param within a selector for the part to check. Default: the whole page
 * @param options `iframes`: whether to check iframes too. Default: true
 */
export async function findings(page: Page, within = 'html', { iframes = true } = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: axe })
  const run = ([part, options]: [string, object]): Promise<AxeResults> => Reflect.get(window, 'axe').run(part, options)
  // Details of passed rules are not needed.
  const wanted = { iframes, resultTypes: ['violations', 'incomplete'] }
  const { violations, incomplete } = await page.evaluate(run, [within, wanted] as [string, object])
  // For a name on an element without a role, axe reports a violation, or "incomplete" if the element contains text.
  // This function returns both.
  const unheard = incomplete.filter(({ id }) => id === 'aria-prohibited-attr')
  return [...violations, ...unheard].flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ''}`),
  )
}
