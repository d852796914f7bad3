import type { Follower, History, Operation, Outcome, Shown, Sighting } from '../history.ts'
import type { Attempt, AttemptOutcome, Counted, Report } from './report.ts'

type RecordedAttempt = { readonly attempt: Attempt; readonly invokedAt: number; writer: string; outcome: Outcome }
type Following = Follower & { readonly writer: string; seen: Sighting[]; shown: Shown[]; hasLeft: boolean }

/** Records the reports of all writers and followers in order of arrival. */
export class Recorder {
  readonly #operations = new Map<string, RecordedAttempt>()
  readonly #followers = new Map<string, Following>()
  readonly #dead = new Set<string>()
  readonly finished = new Set<string>()
  readonly #counts = new Map<Counted | 'repeated', number>()
  /** Errors that fail the storm, whatever the checker finds in the history. */
  readonly troubles: string[] = []
  #steps = 0

  /** The number of appends that were begun. */
  get invoked(): number {
    return this.#operations.size
  }

  /** Returns how often `what` was counted. */
  count(what: Counted | 'repeated'): number {
    return this.#counts.get(what) ?? 0
  }

  readonly record = (reports: readonly Report[]): void => {
    for (const report of reports) this.#recordOne(report)
  }

  /** Marks these writers as dead. The outcome of their pending appends stays unknown. */
  markDead(writers: readonly string[]): void {
    for (const writer of writers) this.#dead.add(writer)
  }

  /** Returns the commands with an unknown outcome that dead writers sent. `writer` must repeat these commands. */
  adoptUnknownCommands(writer: string): Attempt[] {
    const left = [...this.#operations.values()].filter(
      (one) => one.attempt.isCommand && one.outcome.kind === 'unknown' && this.#dead.has(one.writer),
    )
    for (const one of left) one.writer = writer
    return left.map(({ attempt }) => attempt)
  }

  /** Returns whether all present followers saw and showed a log of this length. */
  haveAllSeen(length: number): boolean {
    return this.#present().every(
      ({ fromPosition, seen, shown }) =>
        fromPosition - 1 + seen.length >= length && (shown.at(-1)?.position ?? 0) >= length,
    )
  }

  history(log: readonly Sighting[]): History {
    const present = new Set<Follower>(this.#present())
    return {
      operations: [...this.#operations.values()].map(
        ({ attempt: { id, parts }, invokedAt, outcome }): Operation => ({ id, parts, invokedAt, outcome }),
      ),
      log,
      followers: [...this.#followers.values()].map((one) => ({ ...one, isPresent: present.has(one) })),
    }
  }

  #present(): Following[] {
    return [...this.#followers.values()].filter(({ writer, hasLeft }) => !hasLeft && !this.#dead.has(writer))
  }

  #recordOne(report: Report): void {
    this.#steps += 1
    switch (report.kind) {
      case 'invoked': {
        const { attempt, writer } = report
        // A retried command began at its first attempt.
        if (!this.#operations.has(attempt.id))
          this.#operations.set(attempt.id, { attempt, writer, invokedAt: this.#steps, outcome: { kind: 'unknown' } })
        break
      }
      case 'settled':
        this.#settle(report.id, report.settled)
        break
      case 'follows':
        this.#followers.set(report.follower, {
          ...report,
          name: report.follower,
          seen: [],
          shown: [],
          hasLeft: false,
          isPresent: false,
        })
        break
      case 'saw':
        this.#followers.get(report.follower)?.seen.push(report.event)
        break
      case 'showed':
        this.#followers.get(report.follower)?.shown.push(report)
        break
      case 'leaves': {
        const follower = this.#followers.get(report.follower)
        if (follower) follower.hasLeft = true
        break
      }
      case 'counted':
        this.#add(report.what)
        break
      case 'trouble':
        this.troubles.push(`${report.who}: ${report.message}`)
        break
      case 'finished':
        this.finished.add(report.writer)
        break
    }
  }

  #settle(id: string, settled: AttemptOutcome): void {
    const noted = this.#operations.get(id)
    if (!noted) this.troubles.push(`${id} was settled but never begun`)
    else if (noted.outcome.kind !== 'unknown') this.troubles.push(`${id} was settled twice`)
    else noted.outcome = settled.kind === 'unknown' ? settled : { ...settled, settledAt: this.#steps }
    if (settled.kind === 'ok' && settled.isRepeated) this.#add('repeated')
  }

  #add(what: Counted | 'repeated'): void {
    this.#counts.set(what, this.count(what) + 1)
  }
}
