import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modulesOf, type PageModule, pageOf, pages } from './pages.ts'
import { blocksToRun, bundle, documentedOutput, type Runnable } from './run-modules.ts'
import { typeErrors } from './type-check.ts'

/*
 * Rules for code in README.md and docs/, except docs/decisions:
 *
 * - The ```ts blocks below one `##` heading form one module. Each module starts with the blocks above the first `##` of the page.
 *   A block can use the declarations and imports of earlier blocks in its module.
 * - The test type-checks every module in strict mode. The import `rewindable` resolves to the sources.
 * - The test runs every module in Node. A comment after each `console.log(…)`, or on the lines below it, gives the output.
 *   The output must match exactly, and a `console.log` without a comment fails. The ```html blocks of a page are its document.
 * - The test only type-checks ```ts no-run blocks. They and blocks in other languages are listed below.
 */
const onlyTypeChecked = [
  'docs/debug-any-app.md',
  'docs/devtools.md',
  'docs/devtools.md',
  'docs/projections.md',
  'docs/stored-collections.md',
]
const notChecked = ['docs/projections.md: svelte']
const noCode = ['sh', 'html', 'text', 'jsonl', 'diff']

const all = pages()
const modules = all.flatMap(modulesOf)

test('every code block of the docs is run, type-checked or listed as an exception', () => {
  const blocks = all.flatMap((page) => page.blocks.map((block) => ({ ...block, file: page.file })))
  const others = blocks.filter(({ language }) => language !== 'ts' && !noCode.includes(language))
  expect(others.map(({ file, language }) => `${file}: ${language}`)).toEqual(notChecked)
  const marked = blocks.filter(({ mark }) => mark !== '')
  expect(marked.map(({ mark }) => mark)).toEqual(onlyTypeChecked.map(() => 'no-run'))
  expect(marked.map(({ file }) => file)).toEqual(onlyTypeChecked)
})

test('the code of all docs pages compiles in strict mode, and a wrong import fails to compile', async () => {
  const wrong = "# Wrong\n\n```ts\nimport { openEventShop } from 'rewindable'\n```\n"
  const said = await typeErrors([...modules, ...modulesOf(pageOf('wrong.md', wrong))])
  expect(said).toEqual([expect.stringMatching(/^wrong\.md:4: error .*openEventShop/)])
}, 60_000)

describe('the output of the docs code', () => {
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
  test.each(named)('the code of %s prints the documented output', { timeout: 60_000 }, async (_, module) => {
    expect(await runnable.run(module)).toEqual(documentedOutput(module))
  })
})
