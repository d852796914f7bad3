import { type DomainEvent, importJsonl, openEventStore, type RecordedEvent } from 'rewindable'
import { expect, test } from 'vitest'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { watchRequests } from '../faults/watched-requests.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('tiny streams')

// A million streams take a minute or more. Set VITE_HOSTILE_STREAMS=1000000 to test that many.
const streams = Number(import.meta.env.VITE_HOSTILE_STREAMS ?? 100_000)
const linesAPiece = 1_000

test(`among ${streams} streams of one event, a read finds a stream with one record`, {
  timeout: 600_000,
}, async () => {
  const { indexedDB, count } = countingIndexedDB()
  const store = untilTheEnd(await openEventStore<DomainEvent>(newName(), { indexedDB }))
  const { lastPosition } = await importJsonl(store, fileOfTinyStreams())
  expect(lastPosition).toBe(streams)
  tried(streams)

  for (const number of [1, streams / 2, streams]) {
    // After the import, the library packs streams for some time. Its requests count too.
    await expect
      .poll(
        async () => {
          Object.assign(count, { requests: 0, records: 0 })
          const { version, events } = await store.readStream(`stream:${number}`)
          expect([version, events.map(({ globalPosition }) => globalPosition)]).toEqual([1, [number]])
          return { ...count }
        },
        { timeout: 300_000, interval: 500 },
      )
      // One record has the event and its version. The requests share a transaction, and do not depend on the number of streams.
      .toEqual({ requests: 3, records: 1 })
  }

  Object.assign(count, { requests: 0, records: 0 })
  expect(await store.streamVersion(`stream:${streams + 1}`)).toBe(0)
  const appended = await store.append('stream:7', { type: 'Noted', data: 2 }, { expectedVersion: 1 })
  expect([appended.streamVersion, appended.globalPosition]).toEqual([2, streams + 1])
  expect(count.requests).toBeLessThan(10)
  expect(count.records).toBeLessThan(3)

  let last: RecordedEvent | undefined
  let events = 0
  for await (const page of store.readBatches()) {
    events += page.length
    last = page.at(-1)
  }
  expect([events, last?.streamId]).toEqual([streams + 1, 'stream:7'])
})

function fileOfTinyStreams(): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let position = 0
  return new ReadableStream({
    pull(controller) {
      let lines = ''
      for (const end = position + linesAPiece; position < end; ) {
        position += 1
        const place = `"streamId":"stream:${position}","streamVersion":1,"globalPosition":${position},"recordedAt":1`
        lines += `{"id":"${position}",${place},"type":"Noted","data":${position},"metadata":{}}\n`
      }
      controller.enqueue(encoder.encode(lines))
      if (position === streams) controller.close()
    },
  })
}

/** An IndexedDB that counts its requests and the records of the log that it returns. */
function countingIndexedDB(): { indexedDB: IDBFactory; count: { requests: number; records: number } } {
  const count = { requests: 0, records: 0 }
  const send = (make: () => IDBRequest): IDBRequest => {
    const request = make()
    count.requests += 1
    request.addEventListener('success', () => {
      count.records += [request.result].flat().filter(isRecord).length
    })
    return request
  }
  const onTransaction = (transaction: IDBTransaction): void => watchRequests(transaction, { send, answered: () => {} })
  return { indexedDB: watchedIndexedDB({ onTransaction }), count }
}

function isRecord(result: unknown): boolean {
  return result instanceof IDBCursorWithValue || (typeof result === 'object' && result !== null && 'events' in result)
}
