import type { RecordedEvent } from 'rewindable'
import type { Sighting } from '../history.ts'

/** Returns the id, stream, version and position of a recorded event. */
export function sightingOf({ id, streamId, streamVersion, globalPosition }: RecordedEvent): Sighting {
  return { id, streamId, version: streamVersion, position: globalPosition }
}
