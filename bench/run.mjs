// @ts-check
// Compares the library with its alternatives: `npm run bench`, `npm run bench -- --help`.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readOptions } from './runner/options.mjs'
import { taskNames } from './runner/sections.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const options = readOptions()
if (options.isList) {
  console.log(taskNames(options.sizes).join('\n'))
  process.exit()
}

if (!existsSync(`${root}bench/node_modules`))
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], `${root}bench`)
if (options.library === undefined) run(process.execPath, ['scripts/build.mjs'], root)

// Imported here, because the packages of the contenders are installed above.
const { runBench } = await import('./runner/run-bench.mjs')
await runBench(options, resolve(options.library ?? `${root}dist`))

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} folder
 */
function run(command, args, folder) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}
