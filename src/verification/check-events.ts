import type { DomainEvent } from '../events/domain-event.ts'
import { LogCorrupted } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { EventSequence } from './event-sequence.ts'
import type { LogReport, VerifyOptions } from './log-report.ts'

const streamsAtOnce = 256

/** Checks a log by reading its events in order and the last event of each stream. The check works for every event store. */
export async function checkEvents<E extends DomainEvent>(
  store: EventStore<E>,
  lastPosition: number,
  { onProgress, signal }: VerifyOptions,
): Promise<LogReport> {
  const sequence = new EventSequence()
  /** The position of each stream's last event. */
  const lastEvents = new Map<string, number>()
  try {
    for await (const events of store.readBatches({ toPosition: lastPosition })) {
      for (const event of events) {
        sequence.take(event)
        lastEvents.set(event.streamId, event.globalPosition)
      }
      signal?.throwIfAborted()
      onProgress?.({ position: sequence.position, lastPosition })
      signal?.throwIfAborted()
    }
    if (sequence.position < lastPosition) {
      throw new LogCorrupted({ position: sequence.position + 1, problem: 'the event is missing' })
    }
    await checkStreams(store, sequence, lastEvents, signal)
  } catch (damage) {
    if (!(damage instanceof LogCorrupted)) throw damage
    return { soundUntil: Math.min(damage.position - 1, sequence.position), lastPosition, damage }
  }
  return { soundUntil: lastPosition, lastPosition }
}

/** Checks the last event of each stream. @throws {@link LogCorrupted} reading a stream does not return its last event in the log */
async function checkStreams<E extends DomainEvent>(
  store: EventStore<E>,
  { heads }: EventSequence,
  lastEvents: ReadonlyMap<string, number>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const streams = [...lastEvents].sort(([, one], [, other]) => one - other)
  for (let start = 0; start < streams.length; start += streamsAtOnce) {
    const reads = streams.slice(start, start + streamsAtOnce).map(async ([streamId, position]) => {
      const version = heads.get(streamId) ?? 0
      const { events } = await store.readStream(streamId, { fromVersion: version, toVersion: version })
      if (events[0]?.globalPosition === position) return
      const problem = `reading stream ${JSON.stringify(streamId)} does not find version ${version}`
      throw new LogCorrupted({ position, problem })
    })
    await Promise.all(reads)
    signal?.throwIfAborted()
  }
}
