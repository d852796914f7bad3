// @ts-check
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { description } from './description.mjs'
import { asTable } from './table.mjs'
import { judged } from './verdicts.mjs'

const root = new URL('../../', import.meta.url)
const benchSection = /(?<=<!-- bench -->\n).*?(?=<!-- \/bench -->)/s

/**
 * Prints the results, and writes them to files if all tasks were measured.
 *
 * @param {import('./description.mjs').Run} run
 */
export function reportResults(run) {
  const { options, browser, sections } = run
  const [processor] = cpus()
  const made =
    `Measured ${new Date().toISOString().slice(0, 10)} at ${commit()}, in ${browser} on ${cpus().length} cores ` +
    `(${processor?.model.trim()}), Node ${process.versions.node}: medians of ${options.rounds} interleaved rounds`
  const verdicts = judged(
    options,
    sections.flatMap(({ rows }) => rows),
  )
  const tables = sections.map(({ title, columns, rows }) => `## ${title}\n\n${asTable(columns, rows)}`).join('\n\n')
  const ranges = `${made}. The brackets contain the first and the third quartile.`
  console.log([tables, '## Requirements', verdicts, ranges].join('\n\n'))
  if (!options.isWhole) return

  const file = options.engine === 'chromium' ? 'RESULTS.md' : `RESULTS.${options.engine}.md`
  const text = ['# Benchmark results', ranges, '## Requirements', verdicts, tables, description(run)].join('\n\n')
  writeFileSync(new URL(`bench/${file}`, root), `${text}\n`)
  if (options.engine === 'chromium')
    writePerformancePage(
      [verdicts, '', `${made}.`, `All contenders: [bench/${file}](../bench/${file}).`, ''].join('\n'),
    )
}

function commit() {
  /** @param {string[]} question */
  const git = (...question) => execFileSync('git', question, { cwd: root, encoding: 'utf8' }).trim()
  return `commit ${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') ? ', with changes' : ''}`
}

/** @param {string} text */
function writePerformancePage(text) {
  const path = new URL('docs/performance.md', root)
  const page = readFileSync(path, 'utf8')
  if (!benchSection.test(page)) throw new Error('docs/performance.md has no lines <!-- bench --> and <!-- /bench -->')
  writeFileSync(
    path,
    page.replace(benchSection, () => text),
  )
}
