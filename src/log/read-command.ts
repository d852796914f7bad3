import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { CompleteStorage } from './replaceable-storage.ts'
import { withinOneHistory } from './within-one-history.ts'

const eventsAStep = 64

/** Reads the events that a command recorded, in order. The result is empty if the command was not recorded. */
export function readCommand<E extends DomainEvent>(
  storage: CompleteStorage,
  commandId: string,
): Promise<RecordedEvent<E>[]> {
  return withinOneHistory(storage, () => readOnce<E>(storage, commandId))
}

async function readOnce<E extends DomainEvent>(
  storage: CompleteStorage,
  commandId: string,
): Promise<RecordedEvent<E>[]> {
  const { recordedCommands } = await storage.view({ streamIds: [], commandIds: [commandId] })
  const recorded: RecordedEvent<E>[] = []
  let next = recordedCommands.get(commandId)
  while (next !== undefined) {
    const range = { from: next, to: next + eventsAStep - 1, direction: 'forward', maxEvents: eventsAStep } as const
    const chunks = await storage.read(range)
    next = undefined
    for (const chunk of chunks) {
      const events = chunk.decode<E>().filter(({ globalPosition }) => globalPosition >= range.from)
      recorded.push(...events.filter((event) => event.commandId === commandId))
      // The events of a command are adjacent, and may span several chunks.
      const continues = events.at(-1)?.commandId === commandId
      next = continues ? chunk.position + chunk.count : undefined
      if (!continues) break
    }
  }
  return recorded
}
