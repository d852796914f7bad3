import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modulesOf, type PageModule, pageOf, pages } from './pages.ts'
import { blocksToRun, bundle, promisedBy, type Runnable } from './run-modules.ts'
import { typeErrors } from './type-check.ts'

/*
 * The rule for code in README.md and docs/ (the decisions aside):
 *
 * - The ```ts blocks under one `##` heading are one module, in their order, after the blocks above the page's first `##`.
 *   What an earlier block declares or imports, a later one of the same heading uses.
 * - Every module is type-checked, strictly, with `rewindable` being the sources.
 * - Every module is run in Node, and prints exactly what the comments behind its `console.log(…)`, or on the lines below
 *   it, say. A `console.log` without a comment is refused. Of a page that has ```html blocks, they are the document.
 * - ```ts no-run is type-checked only. Those, and blocks of code in other languages, are listed below.
 */
const onlyTypeChecked = ['docs/debug-any-app.md', 'docs/devtools.md', 'docs/devtools.md', 'docs/projections.md']
const notChecked = ['docs/projections.md: svelte']
const noCode = ['sh', 'html', 'text', 'jsonl', 'diff']

const all = pages()
const modules = all.flatMap(modulesOf)

test('every block is checked, or listed here', () => {
  const blocks = all.flatMap((page) => page.blocks.map((block) => ({ ...block, file: page.file })))
  const others = blocks.filter(({ language }) => language !== 'ts' && !noCode.includes(language))
  expect(others.map(({ file, language }) => `${file}: ${language}`)).toEqual(notChecked)
  const marked = blocks.filter(({ mark }) => mark !== '')
  expect(marked.map(({ mark }) => mark)).toEqual(onlyTypeChecked.map(() => 'no-run'))
  expect(marked.map(({ file }) => file)).toEqual(onlyTypeChecked)
})

test('the code of all pages compiles in a strict application, and code that should not does not', async () => {
  const wrong = "# Wrong\n\n```ts\nimport { openEventShop } from 'rewindable'\n```\n"
  const said = await typeErrors([...modules, ...modulesOf(pageOf('wrong.md', wrong))])
  expect(said).toEqual([expect.stringMatching(/^wrong\.md:4: error .*openEventShop/)])
}, 60_000)

describe('the code of a page prints what it says', () => {
  let runnable: Runnable
  const running = modules.filter((module) => blocksToRun(module).length > 0)
  beforeAll(async () => {
    runnable = await bundle(running)
  }, 60_000)
  afterAll(() => runnable?.dispose())

  const named = running.map((module): [name: string, module: PageModule] => [
    `${module.page.file}, ${module.heading}`,
    module,
  ])
  test.each(named)('%s', { timeout: 60_000 }, async (_, module) => {
    expect(await runnable.run(module)).toEqual(promisedBy(module))
  })
})
