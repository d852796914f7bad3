// @ts-check
// src → dist with the plain TypeScript compiler; fails when package.json's exports and src/*.ts disagree.
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
  console.error(`"exports" in package.json must list src/*.ts and nothing else:\n${JSON.stringify(expected, null, 2)}`)
  process.exit(1)
}
const missing = entryPoints().flatMap(({ types, module }) => [types, module].filter((file) => !existsSync(file)))
if (missing.length > 0) {
  console.error(`Listed in "exports" but not built: ${missing.join(', ')}`)
  process.exit(1)
}
