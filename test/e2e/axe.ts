import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/**
 * What axe finds wrong, in words. The page must have been opened past its policy, which lets no script in.
 *
 * @param within a selector of the part to look at. Default: the whole page
 * @param options `iframes`: whether to look into those too. Default: yes
 */
export async function findings(page: Page, within = 'html', { iframes = true } = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: axe })
  const run = ([part, options]: [string, object]): Promise<AxeResults> => Reflect.get(window, 'axe').run(part, options)
  // Of what passes it need not say where.
  const wanted = { iframes, resultTypes: ['violations', 'incomplete'] }
  const { violations, incomplete } = await page.evaluate(run, [within, wanted] as [string, object])
  // A name on what has no role is no violation to axe while there is text in it: whether it is one would be a matter of the moment.
  const unheard = incomplete.filter(({ id }) => id === 'aria-prohibited-attr')
  return [...violations, ...unheard].flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ''}`),
  )
}
