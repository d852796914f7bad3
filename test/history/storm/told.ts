import type { Found, Operation, Sighting, Trail } from '../history.ts'

/** What writers and followers tell the test, as it happens: a crash loses nothing that was told. */
export type Told =
  /** Told, and known to be noted, before the append begins. */
  | { readonly kind: 'invoked'; readonly writer: string; readonly tried: Tried }
  | { readonly kind: 'settled'; readonly id: string; readonly settled: Settled }
  /** It opened the store, and follows the log from this position on. */
  | { readonly kind: 'follows'; readonly writer: string; readonly follower: string; readonly fromPosition: number }
  | { readonly kind: 'saw'; readonly follower: string; readonly event: Sighting }
  | { readonly kind: 'showed'; readonly follower: string; readonly position: number; readonly trail: Trail }
  /** It closes its store, and follows no more. */
  | { readonly kind: 'leaves'; readonly follower: string }
  | { readonly kind: 'counted'; readonly what: Counted }
  /** An error that should not be. */
  | { readonly kind: 'trouble'; readonly who: string; readonly message: string }
  /** It appends no more, and all that it appended is settled. */
  | { readonly kind: 'finished'; readonly writer: string }

/** An append to be tried. That of a command can be tried again by whoever comes after. */
export type Tried = Pick<Operation, 'id' | 'parts'> & { readonly isCommand: boolean; readonly isStrict: boolean }

export type Settled =
  | { readonly kind: 'ok'; readonly events: readonly Sighting[]; readonly isRepeated: boolean }
  | { readonly kind: 'failed'; readonly code: string; readonly found?: Found }
  | { readonly kind: 'unknown' }

/** What else is worth a figure. */
export type Counted = DoorbellFate | 'frozen' | 'resumed' | 'snapshots' | 'reopened'

export type DoorbellFate = 'rung' | 'dropped' | 'doubled' | 'delayed'

/** @returns once it is noted */
export type Tell = (told: Told) => Promise<void>

/** What a writer is to do until it is told to finish. */
export type Order = {
  readonly writer: string
  readonly storeName: string
  /** All that it chooses follows from this and its name. */
  readonly seed: string
  readonly doorbell: DoorbellFaults
  /** Commands of writers that died before they knew: tried again first. */
  readonly unknownCommands: readonly Tried[]
}

/** How often, of 1, messages between tabs get lost, go out twice, or late. */
export type DoorbellFaults = { readonly dropped: number; readonly doubled: number; readonly delayed: number }

export function trouble(who: string, error: unknown): Told {
  return { kind: 'trouble', who, message: error instanceof Error ? `${error}\n${error.stack}` : String(error) }
}
