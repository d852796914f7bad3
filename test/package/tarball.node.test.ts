import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright'
import { build, preview, transformWithOxc } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entryPoints } from '../../scripts/entry-points.mjs'
import { chromiumLaunchOptions } from '../../scripts/find-chromium.mjs'
import { inMemory, readmeExample } from './readme-example.ts'

const run = promisify(execFile)
const checkout = resolve(import.meta.dirname, '../..')
const compiler = join(checkout, 'node_modules/typescript/bin/tsc')

// The folder is outside the repository, so `import 'rewindable'` can only resolve to the installed tarball.
let consumer: string
let installed: string

beforeAll(async () => {
  consumer = await mkdtemp(join(tmpdir(), 'rewindable-consumer-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', consumer], { cwd: checkout })
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')))
  await write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(consumer, filename)], {
    cwd: consumer,
  })
  installed = join(consumer, 'node_modules/rewindable')
})

afterAll(() => rm(consumer, { recursive: true, force: true }))

test("the README's first example runs in Chromium after a build with Vite", async () => {
  const { code, language, output } = readmeExample()
  await write(`app/main.${language}`, code)
  await write(
    'app/index.html',
    `<!doctype html><title>app</title><script type="module" src="main.${language}"></script>`,
  )
  const root = join(consumer, 'app')
  await build({ root, configFile: false, logLevel: 'error' })
  const server = await preview({ root, configFile: false, preview: { host: '127.0.0.1', port: 0 } })
  const browser = await chromium.launch(chromiumLaunchOptions())
  try {
    const page = await browser.newPage()
    const printed: string[] = []
    page.on('console', (message) => message.type() === 'log' && printed.push(message.text()))
    page.on('pageerror', (error) => printed.push(String(error)))
    await page.goto(server.resolvedUrls?.local[0] ?? '')
    await expect.poll(() => printed, { timeout: 10_000 }).toEqual(output)
  } finally {
    await browser.close()
    await server.close()
  }
})

test("the README's first example runs with a store in memory as a Node script, and the script ends", async () => {
  const { code, language, output } = readmeExample()
  const { code: script } = await transformWithOxc(inMemory(code), `example.${language}`)
  await write('example.mjs', script)
  const { stdout } = await run(process.execPath, ['example.mjs'], { cwd: consumer, timeout: 30_000 })
  expect(stdout.trimEnd().split('\n')).toEqual(output)
})

test.each([
  { moduleResolution: 'bundler', module: 'esnext' },
  { moduleResolution: 'nodenext', module: 'nodenext' },
])('every import path type-checks under moduleResolution $moduleResolution', async (resolution) => {
  const folder = `types-${resolution.moduleResolution}`
  const imports = entryPoints().map(({ importPath }, index) => `export * as path${index} from '${importPath}'\n`)
  await write(`${folder}/imports.ts`, imports.join(''))
  const { code, language } = readmeExample()
  if (language === 'ts') await write(`${folder}/example.ts`, code)
  const lib = ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable']
  const compilerOptions = { ...resolution, target: 'es2023', lib, types: [], strict: true, noEmit: true }
  await write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions }))
  const { stdout } = await run(process.execPath, [compiler, '-p', folder], { cwd: consumer }).catch(
    (failure) => failure,
  )
  expect(stdout).toBe('')
})

test('every source map refers to files of the package', async () => {
  const maps = (await readdir(installed, { recursive: true })).filter((file) => file.endsWith('.map'))
  expect(maps).not.toEqual([])
  const broken = maps.filter((map) => {
    const { sources } = JSON.parse(readFileSync(join(installed, map), 'utf8'))
    return !sources.every((source: string) => existsSync(resolve(installed, dirname(map), source)))
  })
  expect(broken).toEqual([])
})

async function write(file: string, text: string): Promise<void> {
  const path = join(consumer, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
