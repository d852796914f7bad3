import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { codeOf, type PageModule, root } from './pages.ts'

const run = promisify(execFile)

/** Modules of docs pages that are bundled with the library. Each module runs in a separate process. */
export interface Runnable {
  /** Runs a module and returns its printed lines. */
  run(module: PageModule): Promise<string[]>
  dispose(): Promise<void>
}

export async function bundle(modules: readonly PageModule[]): Promise<Runnable> {
  const folder = await mkdtemp(join(tmpdir(), 'rewindable-docs-run-'))
  const nameOf = (module: PageModule): string => `module-${modules.indexOf(module)}`
  for (const module of modules) {
    await writeFile(join(folder, `${nameOf(module)}.ts`), codeOf(module.page, blocksToRun(module)))
  }
  const build = await rolldown({
    input: Object.fromEntries(modules.map((module) => [nameOf(module), join(folder, `${nameOf(module)}.ts`)])),
    platform: 'browser',
    // Node 20 does not know `using`.
    transform: { target: 'es2022' },
    logLevel: 'silent',
    resolve: {
      alias: {
        'rewindable/adapter': join(root, 'src/adapter.ts'),
        'rewindable/collections': join(root, 'src/collections.ts'),
        'rewindable/devtools': join(root, 'src/devtools.ts'),
        'rewindable/model': join(root, 'src/model.ts'),
        'rewindable/testing': join(root, 'src/testing.ts'),
        'rewindable/time-travel': join(root, 'src/time-travel.ts'),
        'rewindable/worker': join(root, 'src/worker.ts'),
        rewindable: join(root, 'src/index.ts'),
        vitest: join(root, 'test/docs/immediate-test.mjs'),
      },
    },
  })
  await build.write({
    dir: join(folder, 'out'),
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
  })
  await build.close()
  return {
    async run(module) {
      const script = join(folder, 'out', `${nameOf(module)}.mjs`)
      const html = module.page.blocks.filter(({ language }) => language === 'html').flatMap(({ lines }) => lines)
      const { stdout } = await run(process.execPath, ['--import', browserInNode, script], {
        env: { ...process.env, PAGE_HTML: html.join('\n') },
        timeout: 60_000,
      })
      return stdout === '' ? [] : stdout.replace(/\n$/, '').split('\n')
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Returns the blocks of a module without the mark `no-run`, which marks code that cannot run in Node. */
export function blocksToRun({ blocks }: PageModule): PageModule['blocks'] {
  return blocks.filter(({ mark }) => mark !== 'no-run')
}

/** Returns the documented output, from the comments after or below each `console.log(…)`. */
export function documentedOutput(module: PageModule): string[] {
  return blocksToRun(module).flatMap(({ lines, start }) =>
    lines.flatMap((line, index) => {
      if (!/console\.\w+\(/.test(line)) return []
      const behind = /console\.log\(.*\) \/\/ (?<said>.*)$/.exec(line)?.groups?.said
      if (behind !== undefined) return [behind]
      const below = lines.slice(index + 1)
      const end = below.findIndex((next) => !/^ *\/\//.test(next))
      const said = below.slice(0, end === -1 ? below.length : end)
      if (said.length === 0)
        throw new Error(`${module.page.file}:${start + index + 1}: expected a comment with the output, found none`)
      return said.map((comment) => comment.replace(/^ *\/\/ ?/, ''))
    }),
  )
}

const browserInNode = new URL('browser-in-node.mjs', import.meta.url).href
