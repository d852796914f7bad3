import type { Follower, History, Operation, Outcome, Shown, Sighting } from '../history.ts'
import type { Counted, Settled, Told, Tried } from './told.ts'

type Noted = { readonly tried: Tried; readonly invokedAt: number; writer: string; outcome: Outcome }
type Following = Follower & { readonly writer: string; seen: Sighting[]; shown: Shown[]; hasLeft: boolean }

/** Notes what all writers and followers tell, in the order in which it arrives. */
export class Recorder {
  readonly #operations = new Map<string, Noted>()
  readonly #followers = new Map<string, Following>()
  readonly #dead = new Set<string>()
  readonly finished = new Set<string>()
  readonly #counts = new Map<Counted | 'repeated', number>()
  /** What should not be, whatever the checker thinks of the history. */
  readonly troubles: string[] = []
  #steps = 0

  /** How many appends were begun. */
  get invoked(): number {
    return this.#operations.size
  }

  /** How often this was counted. */
  count(what: Counted | 'repeated'): number {
    return this.#counts.get(what) ?? 0
  }

  readonly hear = (told: readonly Told[]): void => {
    for (const one of told) this.#note(one)
  }

  /** The page of these writers is gone. What they began and nobody told the end of stays unknown. */
  bury(writers: readonly string[]): void {
    for (const writer of writers) this.#dead.add(writer)
  }

  /** The commands of the dead whose outcome is unknown, for this writer to repeat. */
  bequeath(writer: string): Tried[] {
    const left = [...this.#operations.values()].filter(
      (one) => one.tried.isCommand && one.outcome.kind === 'unknown' && this.#dead.has(one.writer),
    )
    for (const one of left) one.writer = writer
    return left.map(({ tried }) => tried)
  }

  /** Whether all that are still there saw and showed a log of this length. */
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
        ({ tried: { id, parts }, invokedAt, outcome }): Operation => ({ id, parts, invokedAt, outcome }),
      ),
      log,
      followers: [...this.#followers.values()].map((one) => ({ ...one, isPresent: present.has(one) })),
    }
  }

  #present(): Following[] {
    return [...this.#followers.values()].filter(({ writer, hasLeft }) => !hasLeft && !this.#dead.has(writer))
  }

  #note(told: Told): void {
    this.#steps += 1
    switch (told.kind) {
      case 'invoked': {
        const { tried, writer } = told
        // A command that is tried again began when it was tried first.
        if (!this.#operations.has(tried.id))
          this.#operations.set(tried.id, { tried, writer, invokedAt: this.#steps, outcome: { kind: 'unknown' } })
        break
      }
      case 'settled':
        this.#settle(told.id, told.settled)
        break
      case 'follows':
        this.#followers.set(told.follower, {
          ...told,
          name: told.follower,
          seen: [],
          shown: [],
          hasLeft: false,
          isPresent: false,
        })
        break
      case 'saw':
        this.#followers.get(told.follower)?.seen.push(told.event)
        break
      case 'showed':
        this.#followers.get(told.follower)?.shown.push(told)
        break
      case 'leaves': {
        const follower = this.#followers.get(told.follower)
        if (follower) follower.hasLeft = true
        break
      }
      case 'counted':
        this.#add(told.what)
        break
      case 'trouble':
        this.troubles.push(`${told.who}: ${told.message}`)
        break
      case 'finished':
        this.finished.add(told.writer)
        break
    }
  }

  #settle(id: string, settled: Settled): void {
    const noted = this.#operations.get(id)
    if (!noted) this.troubles.push(`${id} was settled and never begun`)
    else if (noted.outcome.kind !== 'unknown') this.troubles.push(`${id} was settled twice`)
    else noted.outcome = settled.kind === 'unknown' ? settled : { ...settled, settledAt: this.#steps }
    if (settled.kind === 'ok' && settled.isRepeated) this.#add('repeated')
  }

  #add(what: Counted | 'repeated'): void {
    this.#counts.set(what, this.count(what) + 1)
  }
}
