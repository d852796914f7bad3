import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export type Outcome = { readonly passed: number; readonly failures: readonly string[] }

/**
 * Runs a test that was copied out of the timeline, in a Vitest of its own, with lines on top as a person writes them.
 *
 * @param besides other files of its folder, by their names
 */
export async function runCopiedTest(
  copied: string,
  top: readonly string[],
  besides: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  // Within the project, for what is imported is found from there; not named as tests are, so that nobody else runs it.
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

/** It ends with an error when the test fails, as it does here; what came of it is in the file. */
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
