import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import type { LogStorage } from './log-storage.ts'
import { ofOneHistory } from './one-history.ts'
import { endOf, eventsOf, type PackedEvents } from './packed-events.ts'

/** The events that a command recorded, none if it was not. They follow each other in the log, at times over several records. */
export function readCommand<E extends DomainEvent>(
  storage: LogStorage,
  commandId: string,
): Promise<RecordedEvent<E>[]> {
  return ofOneHistory(storage, () => readOnce<E>(storage, commandId))
}

async function readOnce<E extends DomainEvent>(storage: LogStorage, commandId: string): Promise<RecordedEvent<E>[]> {
  const recorded: RecordedEvent<E>[] = []
  let record: PackedEvents | undefined = await storage.findCommand(commandId)
  while (record) {
    const events = eventsOf<E>(record)
    recorded.push(...events.filter((event) => event.commandId === commandId))
    if (events.at(-1)?.commandId !== commandId) break
    const next = endOf(record) + 1
    const range = { from: next, to: next, maxEvents: 1 }
    record = (await storage.readLog({ ...range, direction: 'forward', fromPages: false }))[0]
  }
  return recorded
}
