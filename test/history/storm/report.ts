import type { Found, LogDigest, Operation, Sighting } from '../history.ts'

/** A report from a writer or follower to the test. Reports are sent immediately, so that a crash loses none. */
export type Report =
  /** Recorded before the append begins. */
  | { readonly kind: 'invoked'; readonly writer: string; readonly attempt: Attempt }
  | { readonly kind: 'settled'; readonly id: string; readonly settled: AttemptOutcome }
  /** The follower opened the store and follows the log from this position. */
  | { readonly kind: 'follows'; readonly writer: string; readonly follower: string; readonly fromPosition: number }
  | { readonly kind: 'saw'; readonly follower: string; readonly event: Sighting }
  | { readonly kind: 'showed'; readonly follower: string; readonly position: number; readonly digest: LogDigest }
  /** The follower closes its store and stops. */
  | { readonly kind: 'leaves'; readonly follower: string }
  | { readonly kind: 'counted'; readonly what: Counted }
  /** An unexpected error. */
  | { readonly kind: 'trouble'; readonly who: string; readonly message: string }
  /** The writer has stopped, and all of its appends are settled. */
  | { readonly kind: 'finished'; readonly writer: string }

/** An append to try. A later writer can retry one that has a command id. */
export type Attempt = Pick<Operation, 'id' | 'parts'> & { readonly isCommand: boolean; readonly isStrict: boolean }

export type AttemptOutcome =
  | { readonly kind: 'ok'; readonly events: readonly Sighting[]; readonly isRepeated: boolean }
  | { readonly kind: 'failed'; readonly code: string; readonly found?: Found }
  | { readonly kind: 'unknown' }

/** Other events that are counted. */
export type Counted = MessageFate | 'frozen' | 'resumed' | 'snapshots' | 'reopened'

export type MessageFate = 'delivered' | 'dropped' | 'doubled' | 'delayed'

/** Sends a report. Resolves when the report is recorded. */
export type SendReport = (report: Report) => Promise<void>

/** The order for a writer. The order applies until the test asks the writer to finish. */
export type Order = {
  readonly writer: string
  readonly storeName: string
  /** The seed and the writer's name decide all random choices of the writer. */
  readonly seed: string
  readonly channelFaults: ChannelFaults
  /** Commands with an unknown outcome that dead writers sent. The writer retries these commands first. */
  readonly unknownCommands: readonly Attempt[]
}

/** The probabilities, from 0 to 1, that a message between tabs is dropped, doubled or delayed. */
export type ChannelFaults = { readonly dropped: number; readonly doubled: number; readonly delayed: number }

export function trouble(who: string, error: unknown): Report {
  return { kind: 'trouble', who, message: error instanceof Error ? `${error}\n${error.stack}` : String(error) }
}
