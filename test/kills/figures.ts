import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Outcome } from './kill.ts'
import { countOf } from './violation.ts'

/** The totals of all kills with one engine and one durability. */
export type Figures = {
  readonly engine: string
  readonly durability: string
  readonly kills: number
  readonly acknowledged: number
  readonly refused: number
  readonly stored: number
  readonly inFlight: number
  readonly inFlightStored: number
  readonly lost: number
  readonly torn: number
  readonly databasesGone: number
  readonly otherViolations: number
  readonly startedAgain: number
}

export function figuresOf(engine: string, durability: string, outcomes: readonly Outcome[]): Figures {
  const sum = (count: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0)
  const violations = outcomes.flatMap((outcome) => [...outcome.violations, ...outcome.recoveryViolations])
  const [lost, torn, gone] = [countOf(violations, 'lost'), countOf(violations, 'torn'), countOf(violations, 'gone')]
  return {
    engine,
    durability,
    kills: outcomes.length,
    acknowledged: sum(({ acknowledged }) => acknowledged),
    refused: sum(({ refused }) => refused),
    stored: sum(({ stored }) => stored),
    inFlight: sum(({ inFlight }) => inFlight),
    inFlightStored: sum(({ inFlightStored }) => inFlightStored),
    lost,
    torn,
    databasesGone: gone,
    otherViolations: violations.length - lost - torn - gone,
    startedAgain: sum(({ startedAgain }) => startedAgain),
  }
}

export function sentenceOf(figures: Figures): string {
  const { engine, durability, kills, acknowledged, refused, stored, inFlight, inFlightStored } = figures
  const { lost, torn, databasesGone, otherViolations, startedAgain } = figures
  return (
    `${engine}, ${durability}: ${kills} kills, ${acknowledged} appends acknowledged, ${refused} rejected, ` +
    `${stored} stored; ${inFlightStored} of ${inFlight} appends in flight stored; ` +
    `${lost} lost, ${torn} torn, ${databasesGone} databases missing, ${otherViolations} other violations` +
    (startedAgain > 0 ? `; ${startedAgain} browser restarts after a missing answer` : '')
  )
}

/**
 * Writes the totals to `kills.json`.
 *
 * @param folder the folder for the file. If the folder is undefined or empty, the function writes nothing
 */
export async function writeFigures(folder: string | undefined, figures: readonly Figures[]): Promise<void> {
  if (folder === undefined || folder === '') return
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'kills.json'), `${JSON.stringify(figures, null, 2)}\n`)
}
