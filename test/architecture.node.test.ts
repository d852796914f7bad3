import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'

/** Which folders of src/ a folder may import from, besides itself. */
const mayImport: Record<string, readonly string[]> = {
  log: [],
  storage: ['log'],
  projection: ['log'],
  model: ['log', 'projection'],
  transfer: ['log'],
  verification: ['log'],
  store: ['log', 'storage', 'transfer'],
  'time-travel': ['log', 'storage', 'projection', 'transfer', 'store'],
  worker: ['log', 'projection'],
  testing: ['log', 'storage', 'store', 'projection', 'model'],
  devtools: ['log', 'projection', 'time-travel'],
}

interface Import {
  readonly file: string
  readonly specifier: string
  /** The file a relative specifier leads to. */
  readonly target: string | undefined
}

const root = resolve(import.meta.dirname, '..')
const library = sourceFiles('src')
const everything = [...library, ...['examples', 'demo', 'test', 'bench', 'scripts'].flatMap(sourceFiles)]

describe('the folders of src/', () => {
  test('are all in the table', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).filter((name) => !(name in mayImport))).toEqual([])
  })

  test('import each other in one direction', () => {
    const wrong = imports(library).filter(({ file, target }) => {
      if (target === undefined || isEntry(file)) return false
      const [from, to] = [folderOf(file), folderOf(target)]
      return from !== to && !mayImport[from]?.includes(to)
    })
    expect(shown(wrong)).toEqual([])
  })

  test('import no entry file, by path or by the name of the package', () => {
    const wrong = imports(library).filter(({ target, specifier }) => (target && isEntry(target)) || isPublic(specifier))
    expect(shown(wrong)).toEqual([])
  })

  test('hold no barrels and no files without an idea', () => {
    expect(library.filter((file) => !isEntry(file) && file.endsWith('/index.ts'))).toEqual([])
    expect(everything.filter((file) => /\/(utils?|helpers?|types)\.m?[jt]s$/.test(file))).toEqual([])
  })
})

test('no file is longer than 250 lines', () => {
  expect(everything.filter((file) => read(file).split('\n').length > 251)).toEqual([])
})

test('tests, examples and the demo know the library by its public names only', () => {
  const users = everything.filter((file) => /^(examples|demo|test|bench)\//.test(file))
  const wrong = imports(users).filter(
    ({ target, specifier }) => target?.startsWith('src/') || /\bsrc\//.test(specifier),
  )
  expect(shown(wrong)).toEqual([])
})

test('only the element loads code on demand, and by one function: service workers have no import()', () => {
  const wrong = library.filter((file) => {
    const code = read(file)
    const loaded = file.startsWith('src/devtools/') ? (code.match(/\bloadCode\(\(\) => import\(/g)?.length ?? 0) : 0
    return parseSync(file, code).module.dynamicImports.length !== loaded
  })
  expect(wrong).toEqual([])
})

test('what a browser may lack or deny is asked for by one function', () => {
  const asked = /\b(navigator|localStorage|sessionStorage|new (BroadcastChannel|MessageChannel)|requestIdleCallback)\b/g
  const wrong = library.flatMap((file) => {
    const code = read(file).replaceAll(/\/\*.*?\*\/|\/\/.*?$|'[^'\n]*'/gms, '')
    return [...code.matchAll(asked)]
      .filter(({ index }) => !/ifAvailable(<\w+>)?\(/.test(code.slice(Math.max(0, index - 160), index)))
      .map(([found]) => `${file}: ${found}`)
  })
  expect(wrong).toEqual([])
})

test('the main entry reaches nothing outside the library but idb', () => {
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
