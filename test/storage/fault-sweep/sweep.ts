import { checkAfterFault } from './check-after-fault.ts'
import type { Kind } from './kinds.ts'
import type { Scenario } from './scenario.ts'
import { Trial } from './trial.ts'

/** The result of a sweep: the number of fault points and the flaws found. */
export type Sweep = { readonly points: number; readonly flaws: readonly string[] }

// Trials that wait for a deadline run concurrently, so that their waits overlap.
const atOnce = 12

/** The distance between two tried fault points. 1 tries every point. The first point is random. */
export const step = Number(import.meta.env.SWEEP_STEP ?? 1)

/** The deadline, in milliseconds, of stores that must never reach it. */
const neverReached = 60_000

/**
 * The deadlines, in milliseconds, of stores whose database gives no response. A busy machine can exceed a short deadline,
 * so the sweep retries an unexpected rejection with a longer deadline. A wrong result is always a flaw.
 */
const deadlines = [100, 1_000, 4_000] as const

/** Applies a fault to each operation of a scenario in turn, until the last operation or the first flaw. */
export async function sweep(scenario: Scenario, kind: Kind): Promise<Sweep> {
  const flaws: string[] = []
  const expected = await sizeOf(scenario, kind)
  let next = 1 + Math.floor(Math.random() * step)
  for (let points = 0; ; ) {
    const count = Math.max(1, Math.min(atOnce, Math.ceil((expected + 2 - next) / step)))
    const places = Array.from({ length: count }, (_, index) => next + index * step)
    next += count * step
    const trials = await Promise.all(places.map((at) => examine(scenario, kind, at)))
    const reached = trials.filter(({ faulty }) => faulty.isReached()).length
    points += reached
    for (const trial of trials) flaws.push(...trial.flaws)
    if (reached < count || flaws.length > 0) return { points, flaws }
  }
}

async function examine(scenario: Scenario, kind: Kind, at: number): Promise<Trial> {
  for (const deadline of kind.isSilent ? deadlines : [neverReached]) {
    const trial = new Trial(kind, at, deadline)
    await run(scenario, trial)
    const isSettled = trial.flaws.length === 0 || trial.hasHung || trial.hasWrongResult
    if (isSettled || !kind.isSilent || deadline === deadlines.at(-1)) return trial
  }
  throw new Error('Expected at least one deadline')
}

async function run({ before, run }: Scenario, trial: Trial): Promise<void> {
  if (before) {
    const sound = await trial.openSound()
    await before(trial, sound)
    await sound.close()
  }
  const store = await trial.ask('opening', () => trial.open())
  trial.wasOpen = !trial.faulty.isReached()
  const again = store && (await run(trial, store))
  await checkAfterFault(trial, store, again ?? undefined)
  await trial.end()
}

const sizes = new Map<string, Promise<number>>()

/** Returns how many operations of a scenario a kind of fault applies to. */
function sizeOf(scenario: Scenario, { fault }: Kind): Promise<number> {
  const key = `${scenario.name}: ${Object.keys(fault).sort()}`
  const known = sizes.get(key)
  if (known) return known
  const trial = new Trial({ name: 'nothing', fault }, Infinity, neverReached)
  const size = run(scenario, trial).then(() => trial.faulty.operations())
  sizes.set(key, size)
  return size
}
