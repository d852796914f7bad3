import { readdir } from 'node:fs/promises'
import type { Durability } from 'rewindable'
import { temporaryFolder } from '../engines/left-behind.ts'
import type { Engine } from './engines.ts'
import { judge, type Verdict } from './judge.ts'
import { judgeAfterwards } from './judge-afterwards.ts'
import type { KillableBrowser } from './killable-browser.ts'
import type { Violation } from './violation.ts'
import { Witness } from './witness.ts'

export type Kill = {
  readonly engine: Engine
  readonly durability: Durability
  /** When to strike, in milliseconds after all the writers are at work. */
  readonly after: number
  /** Of the pages, by path. */
  readonly scripts: ReadonlyMap<string, string>
}

/** What one kill left. */
export type Outcome = {
  readonly acknowledged: number
  /** Appends that were refused, because another writer was first. */
  readonly refused: number
  /** Appends found in the database. */
  readonly stored: number
  /** Appends that had begun and of which nothing more was heard. */
  readonly inFlight: number
  /** Those of them that were found in the database. */
  readonly inFlightStored: number
  /** How often a browser had to be started once more, because a page that reads the bare database never got an answer. */
  readonly startedAgain: number
  /** Files in the profile that show where the databases were kept. */
  readonly databaseFiles: number
  /** In the database as the kill left it. */
  readonly violations: readonly Violation[]
  /** In what the library made of it. */
  readonly violationsAfterwards: readonly Violation[]
}

const writers = 8
// WebKit now and then never answers the first page that opens a database after a kill, without any of ours in it.
const patience = 20_000

/** Kills a browser in the middle of its appends, starts it again on the same profile and looks at what is there. */
export async function kill({ engine, durability, after, scripts }: Kill): Promise<Outcome> {
  // A profile for each kill: one that is killed again and again in mid-write loses its whole database now and then, 2 times in
  // 100 and with bare IndexedDB just the same: Chromium takes it for damaged and begins a new one.
  const profile = temporaryFolder()
  const witness = await Witness.listen(scripts)
  let browser: KillableBrowser | undefined
  try {
    browser = await engine.launch(profile.path, witness.url(`/writers/${durability}`))
    await witness.hear(() => (writersHeard(witness) === writers ? true : undefined))
    // A page that fails before it is killed is no victim.
    await witness.hearWithin(after, () => undefined)
    await browser.kill()
    await witness.hearOut()

    const { inFlight } = witness
    const files = await readdir(profile.path, { recursive: true })
    browser = await engine.launch(profile.path, witness.url('/reader'))
    const startedAgain = (await witness.hearWithin(patience, () => witness.raw)) ? 0 : 1
    if (startedAgain > 0) {
      await browser.kill()
      browser = await engine.launch(profile.path, witness.url('/reader'))
    }
    const verdict = judge(witness, await witness.hear(() => witness.raw))
    return {
      acknowledged: witness.acknowledged.length,
      refused: witness.refused.length,
      stored: verdict.stored.size,
      inFlight: inFlight.length,
      inFlightStored: inFlight.filter(({ commandId }) => verdict.stored.has(commandId)).length,
      startedAgain,
      databaseFiles: files.filter((file) => engine.databaseFiles.test(`/${file}`)).length,
      violations: verdict.violations,
      violationsAfterwards: await violationsAfterwards(witness, verdict),
    }
  } finally {
    await browser?.kill()
    await witness.close()
    profile.remove()
  }
}

/** What the library makes of the log, if there still is one. That it fails, or hangs, is an answer too. */
async function violationsAfterwards(witness: Witness, verdict: Verdict): Promise<Violation[]> {
  if (witness.raw === 'gone') return []
  try {
    const aftermath = await witness.hear(() => witness.aftermath)
    return judgeAfterwards(witness, verdict, aftermath)
  } catch (error) {
    return [{ kind: 'misread', what: String(error) }]
  }
}

/** How many writers have had an append acknowledged. */
function writersHeard({ acknowledged }: Witness): number {
  return new Set(acknowledged.map(({ commandId }) => commandId.split('#')[0])).size
}
