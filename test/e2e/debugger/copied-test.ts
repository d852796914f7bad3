import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

export type Outcome = { readonly passed: number; readonly failures: readonly string[] }

/**
 * Runs a test that was copied out of the timeline, in a Vitest of its own, with the lines on top that docs/debug-any-app.md names.
 *
 * @param update the text of update.ts, as it is or mended
 */
export async function runCopiedTest(copied: string, update: string): Promise<Outcome> {
  // Within the project, for what is imported is found from there; not named as tests are, so that nobody else runs it.
  const folder = await mkdtemp(join(import.meta.dirname, 'copied-'))
  try {
    const top = [
      "import { scenario } from 'rewindable/testing'",
      "import { test } from 'vitest'",
      "import { todo } from './todo.ts'",
      'const projection = todo',
    ]
    await writeFile(join(folder, 'copied.ts'), `${top.join('\n')}\n\n${copied}`)
    await writeFile(join(folder, 'update.ts'), update)
    await copyFile(join(root, 'demo/debugger/todo.ts'), join(folder, 'todo.ts'))
    await writeFile(join(folder, 'vitest.config.ts'), config)
    await vitest(folder)
    return outcomeOf(JSON.parse(await readFile(join(folder, 'outcome.json'), 'utf8')))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const config = `
import { sources } from '../../../../vite.config.ts'

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
