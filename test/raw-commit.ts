import type { RecordedEvent } from 'rewindable'
import { encodeEntries } from './decode-record.ts'

/** Events in a record of the database, as the docs describe it. */
export type PackedEvents = {
  readonly position: number
  readonly count: number
  readonly id: string
  readonly events: string
  readonly checksum: number
}

/** A commit in the database, as the docs describe it. */
export type CommitRecord = PackedEvents & {
  readonly recordedAt: number
  readonly streams: readonly (readonly [streamId: string, lastVersion: number])[]
  readonly commandIds?: readonly string[]
}

/** Makes the commit of an event that was appended alone. With this second implementation, tests and the bench write commits quickly. */
export function commitOf(event: RecordedEvent): CommitRecord {
  const { globalPosition: position, recordedAt, streamId, streamVersion, commandId } = event
  const id = position.toString(36).padStart(11, 'r')
  const events = encodeEntries([event])
  return {
    position,
    count: 1,
    id,
    events,
    recordedAt,
    streams: [[streamId, streamVersion]],
    ...(commandId === undefined ? {} : { commandIds: [commandId] }),
    checksum: hashOf(events, hashOf(`${position} 1 ${id}`, 0)),
  }
}

/** MurmurHash3 (x86, 32 bits) of UTF-16 code units. `log/murmur-hash.ts` has the slow version that checksums are tested against. */
function hashOf(text: string, seed: number): number {
  let hash = seed | 0
  const pairs = text.length - (text.length % 2)
  for (let at = 0; at < pairs; at += 2) {
    hash ^= mixed(text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16))
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  if (pairs < text.length) hash ^= mixed(text.charCodeAt(pairs))
  hash ^= 2 * text.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function mixed(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51)
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593)
}
