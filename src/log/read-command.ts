import { endOf, eventsOf } from './commit-record.ts'
import type { RecordedEvent } from './domain-event.ts'
import { LogCorrupted } from './errors.ts'
import type { LogStorage } from './log-storage.ts'

/** The events that a command recorded. They follow each other in the log, at times over several records. */
export async function readCommand(storage: LogStorage, commandId: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  let [record] = await storage.findCommands([commandId])
  while (record) {
    const unpacked = eventsOf(record)
    events.push(...unpacked.filter((event) => event.commandId === commandId))
    if (unpacked.at(-1)?.commandId !== commandId) break
    const next = endOf(record) + 1
    record = (await storage.readLog({ from: next, to: next, direction: 'forward', maxEvents: 1 }))[0]
  }
  if (events.length === 0) {
    throw new LogCorrupted({ position: record?.position ?? 1, problem: `command ${commandId} is listed but not there` })
  }
  return events
}
