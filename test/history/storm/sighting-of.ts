import type { RecordedEvent } from 'rewindable'
import type { Sighting } from '../history.ts'

/** What of a recorded event tells it apart, and where it is. */
export function sightingOf({ id, streamId, streamVersion, globalPosition }: RecordedEvent): Sighting {
  return { id, streamId, version: streamVersion, position: globalPosition }
}
