import type { ParkedEvent } from '../log/log-storage.ts'

/**
 * - `'waiting'`: another tab does the work; this one takes over when that one closes
 * - `'running'`: this tab does the work
 * - `'stopped'`: by {@link Reactor.stop}, because the store was closed, or because of {@link Reactor.error}
 */
export type ReactorStatus = 'waiting' | 'running' | 'stopped'

/** What a reactor dispatches: the type of each event's detail. */
export type ReactorEvents = {
  readonly parked: ParkedEvent
  /** The error, or null. */
  readonly stopped: unknown
}
