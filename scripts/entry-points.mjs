// @ts-check
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * Returns the import paths of the package, one for each `src/*.ts`.
 *
 * @returns {{ importPath: string, exportKey: string, source: string, types: string, module: string }[]}
 */
export function entryPoints() {
  return (
    readdirSync(new URL('../src', import.meta.url))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => basename(file, '.ts'))
      // `rewindable` comes first, then the others in alphabetical order.
      .sort((one, other) => Number(other === 'index') - Number(one === 'index') || one.localeCompare(other))
      .map((name) => ({
        importPath: name === 'index' ? 'rewindable' : `rewindable/${name}`,
        exportKey: name === 'index' ? '.' : `./${name}`,
        source: `./src/${name}.ts`,
        types: `./dist/${name}.d.ts`,
        module: `./dist/${name}.js`,
      }))
  )
}
