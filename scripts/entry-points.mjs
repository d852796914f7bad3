// @ts-check
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * The import paths of the package: `src/*.ts` is the list, everything else derives from it.
 * @returns {{ importPath: string, exportKey: string, source: string, types: string, module: string }[]}
 */
export function entryPoints() {
  return (
    readdirSync(new URL('../src', import.meta.url))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => basename(file, '.ts'))
      // The one without a name of its own comes first, the others by their names.
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
