import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf, type PageModule, root } from './pages.ts'

// Minimal types of other packages that the pages import. They allow a type check without installing these packages.
const others = `
declare module 'react' {
  export function useSyncExternalStore<State>(subscribe: (changed: () => void) => () => void, getSnapshot: () => State): State
  export function useEffect(effect: () => void | (() => void), dependencies?: readonly unknown[]): void
  // useMemo is unsuitable: React can discard a memoized live projection, which would then never be stopped.
  export function useState<State>(): [State | undefined, (next: State) => void]
}
declare module 'react' {
  export interface ClassAttributes<Element> { key?: string; ref?: { current: Element | null } }
  export interface HTMLAttributes<Element> { className?: string; onClick?: (event: { currentTarget: Element }) => void }
  export namespace JSX {
    interface IntrinsicElements { div: HTMLAttributes<HTMLDivElement> }
  }
}
declare module 'vitest' {
  type Test = (name: string, run: () => void | Promise<void>) => void
  export const test: Test & { skipIf(condition: boolean): Test }
}
`

/** Type-checks the modules in strict mode. Returns the errors of the compiler with page and line. */
export async function typeErrors(modules: readonly PageModule[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rewindable-docs-types-'))
  try {
    const files = modules.map(({ page }, index) => `${page.file.replaceAll('/', '@')}.${index}.ts`)
    await writeFile(join(folder, 'others.d.ts'), others)
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['others.d.ts', ...files] }),
    )
    for (const [index, { page, blocks }] of modules.entries()) {
      await writeFile(join(folder, files[index] ?? ''), codeOf(page, blocks))
    }
    const said = await compile(folder)
    return said.map((line) => line.replace(/^(.*\.md)\.\d+\.ts\((\d+),\d+\)/, '$1:$2').replaceAll('@', '/'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const compilerOptions = {
  target: 'es2023',
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  paths: { rewindable: [join(root, 'src/index.ts')], 'rewindable/*': [join(root, 'src/*.ts')] },
}

function compile(folder: string): Promise<string[]> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, '--pretty', 'false', '-p', folder], { cwd: folder }, (_, stdout) => {
      // Indented lines only explain the previous error. Errors in the sources belong to another check.
      resolve(stdout.split('\n').filter((line) => /^\S/.test(line) && !/^\S*\/src\/\S+\(/.test(line)))
    })
  })
}
