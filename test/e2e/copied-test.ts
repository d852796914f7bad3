import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export type Outcome = { readonly passed: number; readonly failures: readonly string[] }

/**
 * Runs a copied test of the timeline in a separate Vitest process. Adds the import lines that a user would write.
 *
 * @param besides further files for the folder of the test, by file name
 */
export async function runCopiedTest(
  copied: string,
  top: readonly string[],
  besides: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  // The imports resolve only inside the project. The file name differs from other tests, so no other run includes it.
  const folder = await mkdtemp(join(import.meta.dirname, 'copied-'))
  try {
    const files = { 'copied.ts': `${top.join('\n')}\n\n${copied}`, 'vitest.config.ts': config, ...besides }
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    await vitest(folder)
    return outcomeOf(JSON.parse(await readFile(join(folder, 'outcome.json'), 'utf8')))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const config = `
import { sources } from '../../../vite.config.ts'

export default {
  root: import.meta.dirname,
  resolve: sources,
  test: { include: ['copied.ts'], reporters: ['json'], outputFile: 'outcome.json' },
}
`

/** Runs Vitest. The copied test fails, so Vitest exits with an error. The output file contains the outcome. */
function vitest(folder: string): Promise<void> {
  const command = join(root, 'node_modules/vitest/vitest.mjs')
  const { VITEST: _, ...env } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, [command, 'run'], { cwd: folder, env, timeout: 60_000 }, () => resolve())
  })
}

type Report = {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
  }[]
}

function outcomeOf({ numPassedTests: passed, testResults }: Report): Outcome {
  const failures = testResults.flatMap(({ assertionResults }) => assertionResults.flatMap((one) => one.failureMessages))
  return { passed, failures }
}
