import { judge } from './judge.ts'
import type { Kind } from './kinds.ts'
import type { Scenario } from './scenario.ts'
import { Trial } from './trial.ts'

/** What a sweep found. */
export type Sweep = { readonly points: number; readonly flaws: readonly string[] }

// Trials that wait for something that never comes wait no longer together than one alone.
const atOnce = 12

/** All of them, or one of so many, each time others. */
export const step = Number(import.meta.env.SWEEP_STEP ?? 1)

/** How long, in milliseconds, stores wait that must not wait at all. */
const forEver = 60_000

/**
 * How long they wait where something never comes. Whether a store gives up only what is silent can depend on how busy the
 * machine is: so whatever was refused that should not be is looked at again by one that waits longer. What was said and is not so is
 * never excused.
 */
const moments = [100, 1_000, 4_000] as const

/** Lets a fault happen to the first operation of a scenario, then to the second, and so on, until there are no more or one led to flaws. */
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
  for (const patience of kind.isSilent ? moments : [forEver]) {
    const trial = new Trial(kind, at, patience)
    await run(scenario, trial)
    const isSettled = trial.flaws.length === 0 || trial.hasHung || trial.hasLied
    if (isSettled || !kind.isSilent || patience === moments.at(-1)) return trial
  }
  throw new Error('there is no moment to wait')
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
  await judge(trial, store, again ?? undefined)
  await trial.end()
}

const sizes = new Map<string, Promise<number>>()

/** How many operations a scenario has, when nothing goes wrong, of those that a kind of fault is about. */
function sizeOf(scenario: Scenario, { fault }: Kind): Promise<number> {
  const key = `${scenario.name}: ${Object.keys(fault).sort()}`
  const known = sizes.get(key)
  if (known) return known
  const trial = new Trial({ name: 'nothing', fault }, Infinity, forEver)
  const size = run(scenario, trial).then(() => trial.faulty.operations())
  sizes.set(key, size)
  return size
}
