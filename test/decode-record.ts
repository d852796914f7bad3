import type { RecordedEvent } from 'rewindable'

type RawRecord = { readonly position: number; readonly events: string }

/** Decodes a stored record without the library: a second, independent implementation of the format. */
export function decodeRecord({ position, events }: RawRecord): RecordedEvent[] {
  const content = JSON.parse(events)
  if (!Array.isArray(content)) return rawColumns(position, content)
  const found: RecordedEvent[] = []
  for (const entry of content) {
    const [id, type, data, metadata, ...said] = entry
    const before = found.at(-1)
    const [streamId, streamVersion, recordedAt, commandId] =
      said.length > 0 || before === undefined
        ? said
        : [before.streamId, before.streamVersion + 1, before.recordedAt, before.commandId]
    const command = commandId === undefined ? {} : { commandId }
    const globalPosition = position + found.length
    found.push({ id, streamId, streamVersion, globalPosition, recordedAt, ...command, type, data, metadata })
  }
  return found
}

// biome-ignore lint/suspicious/noExplicitAny: the stored value is not checked yet
function rawColumns(position: number, columns: any): RecordedEvent[] {
  return Array.from(columns.ids, (id: string, index) => {
    const command = columns.commands?.values[columns.commands.of[index]]
    return {
      id,
      streamId: columns.streams.values[columns.streams.of[index]],
      streamVersion: columns.versions[index],
      globalPosition: position + index,
      recordedAt: columns.since + columns.times[index],
      ...(command === undefined ? {} : { commandId: command }),
      type: columns.types.values[columns.types.of[index]],
      data: columns.data[index],
      metadata: columns.metadata ? columns.metadata[index] : {},
    }
  })
}

/** Returns the text of a record of these events in which every entry repeats all fields. */
export function encodeEntries(events: readonly Partial<Record<keyof RecordedEvent, unknown>>[]): string {
  return JSON.stringify(
    events.map(({ id, type, data, metadata, streamId, streamVersion, recordedAt, commandId }) => {
      const command = commandId === undefined ? [] : [commandId]
      return [id, type, data, metadata, streamId, streamVersion, recordedAt, ...command]
    }),
  )
}
