import type { Snapshot } from '../log/stored-snapshots.ts'
import { checksum } from '../values/checksum.ts'

/** Adds the checksum to a snapshot. */
export function withChecksum(snapshot: Snapshot): Snapshot {
  return { ...snapshot, checksum: checksumOf(snapshot) }
}

/** Returns whether a snapshot has its checksum. A snapshot without a checksum is not checked. */
export function isSound(snapshot: Snapshot): boolean {
  return snapshot.checksum === undefined || snapshot.checksum === checksumOf(snapshot)
}

function checksumOf({ position, eventId, state, nullPrototypes = [], rows = [] }: Snapshot): number {
  const place = `${position} ${eventId}${rows.length > 0 ? ` ${rows.join()}` : ''}`
  return checksum(`${place} ${nullPrototypes.join()} ${textOf(state)}`)
}

/** Returns a value as text for a checksum. The text omits values that JSON cannot express. */
export function textOf(state: unknown): string | undefined {
  try {
    return JSON.stringify(state, (_, value: unknown) => {
      if (value instanceof Map || value instanceof Set) return [...value]
      return typeof value === 'bigint' ? `${value}` : value
    })
  } catch {
    // The state contains itself, so the checksum covers only the place of the snapshot in the log.
    return undefined
  }
}
