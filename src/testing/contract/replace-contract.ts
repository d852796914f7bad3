import { breathe } from '../../log/breathe.ts'
import type { DomainEvent, RecordedEvent } from '../../log/domain-event.ts'
import type { EventStore } from '../../log/event-store.ts'
import type { ImportProgress } from '../../log/file-options.ts'
import { assertRejects, assertSame } from '../assertions.ts'
import { deposited, type Sentence } from './contract-case.ts'
import { fill, textOf } from './transfer-contract.ts'

/** What an event store promises of a log that is replaced by a file. */
export const replaceContract: Record<string, Sentence> = {
  'a log is replaced by a file, whether that is longer, as long, shorter, a beginning of it, or empty': async ({
    open,
    openAnother,
  }) => {
    const other = await openAnother()
    await fill(other, 700)
    const store = await open()
    await fill(store, 30)
    const sameLog = await open()
    const files = [await textOf(other), await textOf(other, 30), await textOf(other, 7), await textOf(store, 4), '']
    for (const file of files) {
      const events = file.split('\n').length - 1
      const result = await store.replaceFromJsonl(new Blob([file]), { allowEmpty: true })
      assertSame(result, { imported: events, alreadyThere: 0, lastPosition: events })
      for (const one of [store, sameLog]) {
        assertSame(await textOf(one), file)
        assertSame(await one.lastPosition(), events)
      }
      assertSame(await versions(sameLog), countByStream(file))
    }
  },

  'a log that is replaced by its own export loses nothing': async ({ open }) => {
    const store = await open()
    await fill(store, 600)
    const file = await textOf(store)
    const { logId } = store
    await store.replaceFromJsonl(store.exportJsonl())
    assertSame(await textOf(store), file)
    assertSame(store.logId, logId)
    assertSame((await store.append('s1', deposited(1), { commandId: 'c7' })).duplicate, true)
    assertSame((await store.append('s1', deposited(1), { expectedVersion: 200 })).globalPosition, 601)
  },

  'what is appended to a replaced log rests on the new events, in every store that has it open': async ({
    open,
    openAnother,
  }) => {
    const other = await openAnother()
    for (let count = 0; count < 6; count += 1)
      await other.append('another', deposited(count), { commandId: `o${count}` })
    const file = await textOf(other)
    const [store, sameLog] = [await open(), await open()]
    for (const one of [store, sameLog, store, sameLog, store, sameLog]) await one.append('s', deposited(1))
    // The new log ends where the old one did, but in another stream.
    await store.replaceFromJsonl(file)
    assertSame(place(await sameLog.append('another', deposited(1))), [7, 7])
    assertSame(place(await sameLog.append('s', deposited(1))), [1, 8])
    for (const one of [sameLog, store]) {
      const stale = one.append('s', deposited(1), { expectedVersion: 6 })
      await assertRejects(stale, 'ConcurrencyConflict', { actualVersion: 1 })
    }
    assertSame(place(await store.append('s', deposited(1), { expectedVersion: 1 })), [2, 9])
    assertSame((await sameLog.append('s', deposited(1), { commandId: 'o1' })).duplicate, true)
    assertSame(
      (await store.readCommand('o1')).map(({ globalPosition }) => globalPosition),
      [2],
    )
  },

  'appends that race with a replacement are of the old log or of the new one, and leave no gap': async ({
    open,
    openAnother,
  }) => {
    const other = await openAnother()
    await fill(other, 40)
    const file = await textOf(other)
    const [store, sameLog] = [await open(), await open()]
    let isOver = false
    const appending = [store, sameLog].map(async (one, index) => {
      for (let count = 0; count < 20 || !isOver; count += 1) {
        await one.append(`s${index}`, deposited(count))
        // In memory, appends alone would not let anything else happen.
        await breathe()
      }
    })
    for (let turn = 0; turn < 3; turn += 1) await store.replaceFromJsonl(file)
    isOver = true
    await Promise.all(appending)
    const [text, same] = [await textOf(store), await textOf(sameLog)]
    assertSame(same === text && text.startsWith(file), true)
    const seen = new Map<string, number>()
    for (const [index, line] of text.trimEnd().split('\n').entries()) {
      const { globalPosition, streamId, streamVersion }: RecordedEvent = JSON.parse(line)
      seen.set(streamId, (seen.get(streamId) ?? 0) + 1)
      assertSame([globalPosition, streamVersion], [index + 1, seen.get(streamId)])
    }
  },

  'a replacement tells how far it is, and every store that has the log open to look': async ({ open, openAnother }) => {
    const other = await openAnother()
    await fill(other, 1_200)
    const file = await textOf(other)
    // So that nothing but the replacement tells it.
    const [store, sameLog] = [await open({ pollInterval: 0 }), await open({ pollInterval: 0 })]
    await fill(store, 5)
    const told = new Promise<void>((resolve) => {
      sameLog.onLogChange((lastPosition) => {
        if (lastPosition === undefined) resolve()
      })
    })
    const progress: ImportProgress[] = []
    await store.replaceFromJsonl(file, { onProgress: (at) => progress.push(at) })
    await told
    assertSame(
      progress.map(({ lines }) => lines),
      [500, 1_000, 1_200],
    )
    assertSame(progress.at(-1)?.bytes, new TextEncoder().encode(file).length)
    await sameLog.lastPosition()
    assertSame(sameLog.historyId, store.historyId)
    assertSame(store.historyId === store.logId, false)
  },

  'a replacement drops snapshots, and sets each checkpoint to the end of the new log': async ({
    open,
    openAnother,
  }) => {
    const other = await openAnother()
    await fill(other, 12)
    const store = await open()
    await fill(store, 30)
    const { logId, snapshots, checkpoints } = store
    await snapshots.save({ projection: 'p', position: 5, eventId: 'e', version: 1, logId, state: 1 })
    const parked = [{ eventId: 'e', position: 3, tries: 5, error: 'it failed' }]
    await checkpoints.update('r', () => ({ reactor: 'r', logId, position: 30, parked }))
    await store.replaceFromJsonl(other.exportJsonl())
    assertSame(await snapshots.list('p'), [])
    const { historyId } = store
    assertSame(await checkpoints.read('r'), { reactor: 'r', logId: historyId, position: 12, parked: [] })
  },

  'an import that was compared with the log before it was replaced is refused': async ({ open, openAnother }) => {
    const [one, another] = [await openAnother(), await openAnother()]
    await fill(one, 10)
    for (let count = 0; count < 5; count += 1) await another.append('another', deposited(count))
    const file = new TextEncoder().encode(await textOf(one))
    const [store, sameLog] = [await open(), await open()]
    await store.importJsonl(await textOf(one, 5))
    const source = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          controller.enqueue(file)
          await sameLog.replaceFromJsonl(another.exportJsonl())
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    await assertRejects(store.importJsonl(source), 'ImportConflict')
    assertSame(await textOf(store), await textOf(another))
  },

  'a reading that is under way when the log is replaced ends with an error, not with events of two logs': async ({
    open,
    openAnother,
  }) => {
    const other = await openAnother()
    await fill(other, 2_000)
    const store = await open()
    await fill(store, 2_000)
    let ofTheNewLog = 0
    async function readBoth(): Promise<void> {
      const before = await idsOf(store)
      for await (const { id, globalPosition } of store.readAll()) {
        if (globalPosition === 1) await store.replaceFromJsonl(other.exportJsonl())
        if (!before.has(id)) ofTheNewLog += 1
      }
    }
    await assertRejects(readBoth(), 'LogReplaced')
    assertSame(ofTheNewLog, 0)
  },
}

function place({ streamVersion, globalPosition }: { streamVersion: number; globalPosition: number }): number[] {
  return [streamVersion, globalPosition]
}

async function versions(store: EventStore): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const streamId of ['s0', 's1', 's2']) found[streamId] = (await store.readStream(streamId)).version
  return found
}

function countByStream(file: string): Record<string, number> {
  const found: Record<string, number> = { s0: 0, s1: 0, s2: 0 }
  for (const line of file.split('\n').slice(0, -1)) {
    const { streamId }: RecordedEvent<DomainEvent> = JSON.parse(line)
    found[streamId] = (found[streamId] ?? 0) + 1
  }
  return found
}

async function idsOf(store: EventStore): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const { id } of store.readAll()) ids.add(id)
  return ids
}
