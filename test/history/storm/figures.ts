import type { History } from '../history.ts'
import type { Storm } from './storm.ts'

/** The counts of a storm, by name. */
export type Figures = Readonly<Record<string, number>>

export function figuresOf({ recorder, faultCounts, commits }: Storm, { operations, log, followers }: History): Figures {
  const ended = (kind: string): number => operations.filter(({ outcome }) => outcome.kind === kind).length
  const stored = new Set(log.map(({ id }) => id))
  const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0)
  return {
    invoked: operations.length,
    ok: ended('ok'),
    failed: ended('failed'),
    unknown: ended('unknown'),
    unknownAndStored: operations.filter(({ id, outcome }) => outcome.kind === 'unknown' && stored.has(`${id}.1`))
      .length,
    commandsRepeated: recorder.count('repeated'),
    events: log.length,
    commits,
    crashes: faultCounts.crash,
    closes: faultCounts.close,
    reloads: faultCounts.reload,
    freezes: faultCounts.freeze,
    storesReopened: recorder.count('reopened'),
    snapshotsSaved: recorder.count('snapshots'),
    doorbellsRung: recorder.count('delivered'),
    doorbellsDropped: recorder.count('dropped'),
    doorbellsDoubled: recorder.count('doubled'),
    doorbellsDelayed: recorder.count('delayed'),
    sequencesCompared: followers.length,
    sightingsCompared: sum(followers.map(({ seen }) => seen.length)),
    statesCompared: sum(followers.map(({ shown }) => shown.length)),
    finalStatesCompared: followers.filter(({ isPresent }) => isPresent).length,
  }
}

export function total(all: readonly Figures[]): Figures {
  const names = Object.keys(all[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, all.reduce((sum, figures) => sum + (figures[name] ?? 0), 0)]))
}
