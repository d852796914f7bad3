import type { DomainEvent, RecordedEvent } from '../../events/domain-event.ts'
import { exportJsonl } from '../../files/export-jsonl.ts'
import type { ImportProgress } from '../../files/file-options.ts'
import { importJsonl, replaceFromJsonl } from '../../files/import-jsonl.ts'
import type { EventStore } from '../../log/event-store.ts'
import { yieldToMainThread } from '../../platform/yield-to-main-thread.ts'
import { assertRejects, assertSame } from '../assertions.ts'
import { type CaseBody, deposited } from './contract-case.ts'
import { fill, textOf } from './transfer-contract.ts'

/** Cases of the contract about replacing a log by a file. */
export const replaceContract: Record<string, CaseBody> = {
  'a replacement accepts a longer, equally long, shorter or empty file and a prefix of the log': async ({
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
      const result = await replaceFromJsonl(store, new Blob([file]), { allowEmpty: true })
      assertSame(result, { imported: events, alreadyThere: 0, lastPosition: events })
      for (const one of [store, sameLog]) {
        assertSame(await textOf(one), file)
        assertSame(await one.lastPosition(), events)
      }
      assertSame(await versions(sameLog), countByStream(file))
    }
  },

  'a log that is replaced by its own export keeps all events and command ids': async ({ open }) => {
    const store = await open()
    await fill(store, 600)
    const file = await textOf(store)
    const { logId } = store
    await replaceFromJsonl(store, exportJsonl(store))
    assertSame(await textOf(store), file)
    assertSame(store.logId, logId)
    assertSame((await store.append('s1', deposited(1), { commandId: 'c7' })).duplicate, true)
    assertSame((await store.append('s1', deposited(1), { expectedVersion: 200 })).globalPosition, 601)
  },

  'after a replacement, every open store checks expected versions and commands against the new log': async ({
    open,
    openAnother,
  }) => {
    const other = await openAnother()
    for (let count = 0; count < 6; count += 1)
      await other.append('another', deposited(count), { commandId: `o${count}` })
    const file = await textOf(other)
    const [store, sameLog] = [await open(), await open()]
    for (const one of [store, sameLog, store, sameLog, store, sameLog]) await one.append('s', deposited(1))
    // The new log has the last position of the old one, but in another stream.
    await replaceFromJsonl(store, file)
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

  'an append during a replacement goes to the old log or to the new one and leaves no gap': async ({
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
        // In memory, appends alone never yield to other tasks.
        await yieldToMainThread()
      }
    })
    for (let turn = 0; turn < 3; turn += 1) await replaceFromJsonl(store, file)
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

  'a replacement reports its progress and notifies every store that has the log open': async ({
    open,
    openAnother,
  }) => {
    const other = await openAnother()
    await fill(other, 1_200)
    const file = await textOf(other)
    // Polling is off, so that only the replacement can notify the other store.
    const [store, sameLog] = [await open({ pollInterval: 0 }), await open({ pollInterval: 0 })]
    await fill(store, 5)
    const told = new Promise<void>((resolve) => {
      sameLog.onLogChange((lastPosition) => {
        if (lastPosition === undefined) resolve()
      })
    })
    const progress: ImportProgress[] = []
    await replaceFromJsonl(store, file, { onProgress: (at) => progress.push(at) })
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

  'a replacement drops all snapshots and sets each checkpoint to the end of the new log': async ({
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
    await replaceFromJsonl(store, exportJsonl(other))
    assertSame(await snapshots.list('p'), [])
    const { historyId } = store
    assertSame(await checkpoints.read('r'), { reactor: 'r', logId: historyId, position: 12, parked: [] })
  },

  'an import that compared its file with the log before a replacement rejects with ImportConflict': async ({
    open,
    openAnother,
  }) => {
    const [one, another] = [await openAnother(), await openAnother()]
    await fill(one, 10)
    for (let count = 0; count < 5; count += 1) await another.append('another', deposited(count))
    const file = new TextEncoder().encode(await textOf(one))
    const [store, sameLog] = [await open(), await open()]
    await importJsonl(store, await textOf(one, 5))
    const source = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          controller.enqueue(file)
          await replaceFromJsonl(sameLog, exportJsonl(another))
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    await assertRejects(importJsonl(store, source), 'ImportConflict')
    assertSame(await textOf(store), await textOf(another))
  },

  'a read during a replacement rejects with LogReplaced and never mixes events of two logs': async ({
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
        if (globalPosition === 1) await replaceFromJsonl(store, exportJsonl(other))
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
