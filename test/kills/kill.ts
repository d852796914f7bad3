import { readdir } from 'node:fs/promises'
import type { Durability } from '../derived-types.ts'

import { temporaryFolder } from '../engines/temporary-folder.ts'
import { checkDatabase, type DatabaseCheck } from './check-database.ts'
import { checkRecovery } from './check-recovery.ts'
import type { Engine } from './engines.ts'
import type { KillableBrowser } from './killable-browser.ts'
import { ReportServer } from './report-server.ts'
import type { Violation } from './violation.ts'

export type Kill = {
  readonly engine: Engine
  readonly durability: Durability
  /** The delay before the kill, in milliseconds. It starts when every writer has an acknowledged append. */
  readonly after: number
  /** The scripts of the pages, by path. */
  readonly scripts: ReadonlyMap<string, string>
}

/** The result of one kill. */
export type Outcome = {
  readonly acknowledged: number
  /** The number of appends that were rejected because another writer was first. */
  readonly refused: number
  /** The number of appends in the database. */
  readonly stored: number
  /** The number of appends that had started and had no result before the kill. */
  readonly inFlight: number
  /** The number of appends in flight that are in the database. */
  readonly inFlightStored: number
  /** How often the test restarted the browser because the reader page got no answer from the database. */
  readonly startedAgain: number
  /** The number of database files in the profile. */
  readonly databaseFiles: number
  /** Violations in the database directly after the kill. */
  readonly violations: readonly Violation[]
  /** Violations in the library's reads and writes after the kill. */
  readonly recoveryViolations: readonly Violation[]
}

const writers = 8
// After a kill, WebKit sometimes never answers the first page that opens a database. This also happens without this library.
const readerTimeout = 20_000

/** Kills a browser during its appends, starts it again with the same profile and checks the database and the library. */
export async function kill({ engine, durability, after, scripts }: Kill): Promise<Outcome> {
  // Each kill has its own profile. After repeated kills, 2 of 100 profiles lost the whole database.
  // Chromium then regards the database as damaged and creates an empty one. This also happens with plain IndexedDB.
  const profile = temporaryFolder()
  const reportServer = await ReportServer.listen(scripts)
  let browser: KillableBrowser | undefined
  try {
    browser = await engine.launch(profile.path, reportServer.url(`/writers/${durability}`))
    await reportServer.waitFor(() => (activeWriters(reportServer) === writers ? true : undefined))
    // A page that fails before the kill must fail the test.
    await reportServer.waitAtMost(after, () => undefined)
    await browser.kill()
    await reportServer.drain()

    const { inFlight } = reportServer
    const files = await readdir(profile.path, { recursive: true })
    browser = await engine.launch(profile.path, reportServer.url('/reader'))
    const startedAgain = (await reportServer.waitAtMost(readerTimeout, () => reportServer.raw)) ? 0 : 1
    if (startedAgain > 0) {
      await browser.kill()
      browser = await engine.launch(profile.path, reportServer.url('/reader'))
    }
    const check = checkDatabase(reportServer, await reportServer.waitFor(() => reportServer.raw))
    return {
      acknowledged: reportServer.acknowledged.length,
      refused: reportServer.refused.length,
      stored: check.stored.size,
      inFlight: inFlight.length,
      inFlightStored: inFlight.filter(({ commandId }) => check.stored.has(commandId)).length,
      startedAgain,
      databaseFiles: files.filter((file) => engine.databaseFiles.test(`/${file}`)).length,
      violations: check.violations,
      recoveryViolations: await recoveryViolations(reportServer, check),
    }
  } finally {
    await browser?.kill()
    await reportServer.close()
    profile.remove()
  }
}

/** Returns the violations of the recovery, if a log still exists. A failure or a timeout of the library counts as a violation. */
async function recoveryViolations(reportServer: ReportServer, check: DatabaseCheck): Promise<Violation[]> {
  if (reportServer.raw === 'gone') return []
  try {
    const recovery = await reportServer.waitFor(() => reportServer.recovery)
    return checkRecovery(reportServer, check, recovery)
  } catch (error) {
    return [{ kind: 'misread', what: String(error) }]
  }
}

/** Returns the number of writers with at least one acknowledged append. */
function activeWriters({ acknowledged }: ReportServer): number {
  return new Set(acknowledged.map(({ commandId }) => commandId.split('#')[0])).size
}
