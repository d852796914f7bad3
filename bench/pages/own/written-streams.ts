import { type EventStore, exportJsonl, importJsonl, openEventStore } from 'rewindable'
import { accountStream, type BankEvent } from '../../../examples/bank-events.ts'
import { checkStream } from '../check.ts'
import { streamPagesWritten } from '../contenders/rewindable-database.ts'
import { loadSingleCommits } from '../contenders/rewindable-load.ts'
import { bankEvent, GeneratedLog } from '../generated-events.ts'
import { timed } from '../timed.ts'
import type { Work } from '../works/work.ts'

const streamsPerTurn = 8
// Coprime to the number of streams, so that each stream is read before any stream is read again.
const stride = 37

/** Writes the events of a generated log in one way. */
export type Writing = { readonly name: string; write(store: EventStore<BankEvent>, log: GeneratedLog): Promise<void> }

export const oneByOne: Writing = {
  name: 'written one by one',
  write: (_, log) => loadSingleCommits(oneByOne.name, log, log.count),
}

export const inABurst: Writing = {
  name: 'written in a burst',
  async write(store, log) {
    const appending = Array.from({ length: log.count }, (_, index) =>
      store.append(log.streamOf(index), bankEvent(index)),
    )
    await Promise.all(appending)
  },
}

export const restored: Writing = {
  name: 'restored',
  async write(store, log) {
    const source = await openEventStore<BankEvent>(inABurst.name)
    if ((await source.lastPosition()) === 0) await inABurst.write(source, log)
    await importJsonl(store, await new Response(exportJsonl(source)).blob())
    await source.close()
  },
}

/** Reads streams of a hundred events that were written in one way. Each turn reads other streams. @returns the time for one */
export function readStreams({ name, write }: Writing): Work<undefined> {
  let turns = 0
  return {
    async prepare(_, size) {
      const store = await openEventStore<BankEvent>(name)
      if ((await store.lastPosition()) === 0) await write(store, new GeneratedLog(size))
      await streamPagesWritten(name, size)
      await store.close()
    },

    async turn(_, size) {
      const store = await openEventStore<BankEvent>(name)
      const log = new GeneratedLog(size)
      const first = turns++ * streamsPerTurn
      const streams = Array.from({ length: streamsPerTurn }, (_, index) => ((first + index) * stride) % log.streams)
      const { took, result } = await timed(async () => {
        const found = []
        for (const stream of streams) found.push((await store.readStream(accountStream(String(stream)))).events)
        return found
      })
      for (const [index, stream] of streams.entries()) {
        const events = (result[index] ?? []).map((event) => ({ ...event, version: event.streamVersion }))
        checkStream(events, log.streamEvents(stream))
      }
      await store.close()
      return took / streamsPerTurn
    },
  }
}
