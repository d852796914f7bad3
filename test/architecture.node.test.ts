import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'

interface Import {
  readonly file: string
  readonly specifier: string
  /** The file that a relative specifier resolves to. Undefined for a package. */
  readonly target: string | undefined
}

const root = resolve(import.meta.dirname, '..')
/** The folders of src/ that each folder may import, besides itself, from the table in CONTRIBUTING.md. */
const mayImport: Record<string, readonly string[]> = Object.fromEntries(
  Array.from(read('CONTRIBUTING.md').matchAll(/^\| `([\w-]+)\/` \|.*\|(.*)\|$/gm), ([, folder, allowed = '']) => [
    folder,
    Array.from(allowed.matchAll(/`([\w-]+)`/g), ([, name]) => name),
  ]),
)
const library = sourceFiles('src')
const everything = [...library, ...['examples', 'demo', 'test', 'bench', 'scripts'].flatMap(sourceFiles)]

describe('folders of src/', () => {
  test('the folders of src/ are the folders of the table in CONTRIBUTING.md', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).toSorted()).toEqual(Object.keys(mayImport).toSorted())
    expect(Object.values(mayImport).flat()).not.toEqual([])
  })

  test('folders of src/ import each other in one direction only', () => {
    const wrong = imports(library).filter(({ file, target }) => {
      if (target === undefined || isEntry(file)) return false
      const [from, to] = [folderOf(file), folderOf(target)]
      return from !== to && !mayImport[from]?.includes(to)
    })
    expect(shown(wrong)).toEqual([])
  })

  test('no file below src/ imports an entry file, by path or by package name', () => {
    const wrong = imports(library).filter(({ target, specifier }) => (target && isEntry(target)) || isPublic(specifier))
    expect(shown(wrong)).toEqual([])
  })

  test('no folder has a barrel file or a file named utils, helpers or types', () => {
    expect(library.filter((file) => !isEntry(file) && file.endsWith('/index.ts'))).toEqual([])
    expect(everything.filter((file) => /\/(utils?|helpers?|types)\.m?[jt]s$/.test(file))).toEqual([])
  })
})

test('src/ has no import cycles, not even through type imports', () => {
  const targets = new Map(library.map((file) => [file, imports([file]).flatMap(({ target }) => target ?? [])]))
  const finished = new Set<string>()
  const cycles: string[] = []
  function visit(file: string, path: readonly string[]): void {
    const start = path.indexOf(file)
    if (start >= 0) cycles.push([...path.slice(start), file].join(' → '))
    if (start >= 0 || finished.has(file)) return
    for (const target of targets.get(file) ?? []) visit(target, [...path, file])
    finished.add(file)
  }
  for (const file of library) visit(file, [])
  expect(cycles).toEqual([])
})

test('every file has at most 250 lines', () => {
  expect(everything.filter((file) => read(file).split('\n').length > 251)).toEqual([])
})

test('the example of an adapter has fewer than 120 lines', () => {
  expect(read('examples/local-storage-adapter.ts').split('\n').length).toBeLessThan(120)
})

test('tests, examples, bench and demo import the library by its public names only', () => {
  const users = everything.filter((file) => /^(examples|demo|test|bench)\//.test(file))
  const wrong = imports(users).filter(
    ({ target, specifier }) => target?.startsWith('src/') || /\bsrc\//.test(specifier),
  )
  expect(shown(wrong)).toEqual([])
})

// Service workers have no import().
test('only the devtools element loads code on demand, and only through loadCode', () => {
  const wrong = library.filter((file) => {
    const code = read(file)
    const loaded = file.startsWith('src/devtools/') ? (code.match(/\bloadCode\(\(\) => import\(/g)?.length ?? 0) : 0
    return parseSync(file, code).module.dynamicImports.length !== loaded
  })
  expect(wrong).toEqual([])
})

test('all code reads optional browser features through ifAvailable', () => {
  const asked = /\b(navigator|localStorage|sessionStorage|new (BroadcastChannel|MessageChannel)|requestIdleCallback)\b/g
  const wrong = library.flatMap((file) => {
    const code = read(file).replaceAll(/\/\*.*?\*\/|\/\/.*?$|'[^'\n]*'/gms, '')
    return [...code.matchAll(asked)]
      .filter(({ index }) => !/ifAvailable(<\w+>)?\(/.test(code.slice(Math.max(0, index - 160), index)))
      .map(([found]) => `${file}: ${found}`)
  })
  expect(wrong).toEqual([])
})

test('the main entry imports no package except idb', () => {
  const reached = reachableFrom('src/index.ts')
  expect(reached.length).toBeGreaterThan(1)
  const foreign = imports(reached).filter(({ target }) => target === undefined)
  expect(shown(foreign.filter(({ specifier }) => specifier !== 'idb'))).toEqual([])
})

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?[jt]s$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/\/(node_modules|dist)\//.test(file))
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function imports(files: readonly string[]): Import[] {
  return files.flatMap((file) => {
    const code = read(file)
    const { staticImports, staticExports, dynamicImports } = parseSync(file, code).module
    const specifiers = [
      ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
      ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])),
      ...dynamicImports.map(({ moduleRequest: { start, end } }) =>
        code.slice(start, end).replaceAll(/^['"`]|['"`]$/g, ''),
      ),
    ]
    return specifiers.map((specifier) => ({ file, specifier, target: targetOf(file, specifier) }))
  })
}

function targetOf(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? join(dirname(file), specifier).replaceAll('\\', '/') : undefined
}

function reachableFrom(entry: string): string[] {
  const reached = new Set([entry])
  for (const file of reached) for (const { target } of imports([file])) if (target !== undefined) reached.add(target)
  return [...reached]
}

function isEntry(file: string): boolean {
  return dirname(file) === 'src'
}

function isPublic(specifier: string): boolean {
  return /^rewindable(\/|$)/.test(specifier)
}

function folderOf(file: string): string {
  return file.split('/')[1] ?? ''
}

function shown(wrong: readonly Import[]): string[] {
  return wrong.map(({ file, specifier }) => `${file} imports '${specifier}'`)
}
