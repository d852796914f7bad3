// @ts-check
// Compiles src to dist with TypeScript. Fails if the exports of package.json and src/*.ts differ.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { entryPoints } from './entry-points.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

rmSync('dist', { recursive: true, force: true })
const compiler = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})
if (compiler.status !== 0) process.exit(1)

const expected = {
  ...Object.fromEntries(entryPoints().map(({ exportKey, types, module }) => [exportKey, { types, default: module }])),
  './package.json': './package.json',
}
const { exports: actual } = JSON.parse(readFileSync('package.json', 'utf8'))
if (!isDeepStrictEqual(actual, expected)) {
  console.error(`Expected "exports" in package.json to list exactly src/*.ts:\n${JSON.stringify(expected, null, 2)}`)
  process.exit(1)
}
const missing = entryPoints().flatMap(({ types, module }) => [types, module].filter((file) => !existsSync(file)))
if (missing.length > 0) {
  console.error(`Expected these files of "exports" to be built, but they are missing: ${missing.join(', ')}`)
  process.exit(1)
}
