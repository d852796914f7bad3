import { exportJsonl } from '../../files/export-jsonl.ts'
import { importJsonl } from '../../files/import-jsonl.ts'
import type { EventStore } from '../../log/event-store.ts'
import { assertRejects, assertSame } from '../assertions.ts'
import { type CaseBody, deposited } from './contract-case.ts'
import { portRules } from './port-rules.ts'

/** Cases of the contract about exports and imports. */
export const transferContract: Record<string, CaseBody> = {
  'an import of an exported log restores all events and command ids': async ({ open, openAnother }) => {
    const store = await open()
    await fill(store, 1_200)
    const file = await textOf(store)
    const lines = file.split('\n')
    assertSame([lines.length, lines.at(-1)], [1_201, ''])
    assertSame(JSON.parse(lines[4] ?? ''), (await store.readStream('s1')).events[1])

    const copy = await openAnother()
    const progress: number[] = []
    const result = await importJsonl(copy, new Blob([file]), { onProgress: (at) => progress.push(at.lines) })
    assertSame(result, { imported: 1_200, alreadyThere: 0, lastPosition: 1_200 })
    assertSame(progress, [500, 1_000, 1_200])
    assertSame(await textOf(copy), file)
    assertSame(await copy.readStream('s2'), await store.readStream('s2'))
    const repeated = await copy.append('s1', deposited(1), { commandId: 'c7' })
    assertSame(repeated.duplicate, true, portRules.recordedCommands)
    assertSame((await copy.append('new', deposited(1))).globalPosition, 1_201)
  },

  'an export can stop at a position, and an import accepts a stream of bytes': async ({ open, openAnother }) => {
    const store = await open()
    await fill(store, 10)
    const copy = await openAnother()
    await importJsonl(copy, exportJsonl(store, { toPosition: 4 }))
    assertSame(await textOf(copy), await textOf(store, 4))
    assertSame(await copy.lastPosition(), 4)
  },

  'an import appends only the events of the file that the store lacks': async ({ open, openAnother }) => {
    const store = await open()
    await fill(store, 700)
    const copy = await openAnother()
    await importJsonl(copy, await textOf(store, 3))
    const result = await importJsonl(copy, await textOf(store))
    assertSame(result, { imported: 697, alreadyThere: 3, lastPosition: 700 })
    assertSame((await importJsonl(copy, await textOf(store))).imported, 0)
    assertSame(await textOf(copy), await textOf(store))
  },

  'an import rejects a file that differs from the log or is shorter': async ({ open, openAnother }) => {
    const store = await open()
    await fill(store, 5)
    const copy = await openAnother()
    await fill(copy, 3)
    await expectRejectedImport(copy, await textOf(store), 1)
    await expectRejectedImport(store, await textOf(store, 4), 5)
    await expectRejectedImport(store, '', 1)
  },

  'an import of an invalid file rejects with the line and leaves the store unchanged': async ({
    open,
    openAnother,
  }) => {
    const store = await open()
    await fill(store, 1_300)
    const lines = (await textOf(store)).trimEnd().split('\n')
    const copy = await openAnother()
    const damaged: [line: number, change: (lines: string[]) => void][] = [
      [1_300, (all) => all.splice(1_299, 1, lines[1_299]?.slice(0, 50) ?? '')],
      [700, (all) => all.splice(699, 1, 'not JSON')],
      [700, (all) => all.splice(699, 0, '')],
      [1_000, (all) => all.splice(999, 1)],
      [2, (all) => all.splice(1, 1, lines[0] ?? '')],
      [3, (all) => all.splice(2, 1, '[]')],
      [4, (all) => all.splice(3, 1, changed(lines[3], { streamVersion: 9 }))],
      [5, (all) => all.splice(4, 1, changed(lines[4], { recordedAt: 0 }))],
      [6, (all) => all.splice(5, 1, changed(lines[5], { streamId: '' }))],
      [7, (all) => all.splice(6, 1, changed(lines[6], { type: 7 }))],
      [8, (all) => all.splice(7, 1, changed(lines[7], { surprise: 1 }))],
      [9, (all) => all.splice(8, 1, lines[8]?.replace(/"amount":\d+/, '"amount":1e999') ?? '')],
      [10, (all) => all.splice(9, 1, changed(lines[9], { commandId: 'c1' }))],
    ]
    for (const [line, change] of damaged) {
      const all = [...lines]
      change(all)
      await expectRejectedImport(copy, all.join('\n'), line)
    }
    assertSame(await copy.lastPosition(), 0)
    await importJsonl(copy, `\ufeff${lines.join('\r\n')}\r\n\r\n \t\n`)
    assertSame(await textOf(copy), await textOf(store))
  },

  'an aborted import leaves the store unchanged': async ({ open, openAnother }) => {
    const store = await open()
    await fill(store, 1_300)
    const copy = await openAnother()
    const reason = Object.assign(new Error('enough'), { name: 'Enough' })
    const controller = new AbortController()
    const onProgress = (): void => controller.abort(reason)
    await assertRejects(importJsonl(copy, await textOf(store), { onProgress, signal: controller.signal }), 'Enough')
    assertSame(await copy.lastPosition(), 0)
    await importJsonl(copy, await textOf(store))
    assertSame(await copy.lastPosition(), 1_300)
  },

  'an import rejects with ImportConflict if an event is appended during the import': async ({ open, openAnother }) => {
    const store = await open()
    await fill(store, 1_300)
    const copy = await openAnother()
    let appending: Promise<unknown> | undefined
    const onProgress = (): void => {
      appending ??= copy.append('s', deposited(1))
    }
    const importing = importJsonl(copy, exportJsonl(store, { toPosition: 600 }), { onProgress })
    await assertRejects(importing, 'ImportConflict')
    await appending
    assertSame(await copy.lastPosition(), 1)
  },

  'an import rejects with ImportConflict if an equal number of other events was appended during the import': async ({
    open,
    openAnother,
  }) => {
    const store = await open()
    await fill(store, 3)
    const copy = await openAnother()
    const file = new TextEncoder().encode(await textOf(store))
    const source = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          await copy.append('another', [deposited(7), deposited(8), deposited(9)])
          controller.enqueue(file)
          controller.close()
        },
      },
      // The source produces nothing before the import reads it.
      { highWaterMark: 0 },
    )
    await assertRejects(importJsonl(copy, source), 'ImportConflict')
    assertSame(await copy.lastPosition(), 3)
    assertSame(await copy.streamVersion('another'), 3)
  },
}

/** Appends a number of events, to three streams. */
export async function fill(store: EventStore, events: number): Promise<void> {
  const appends = Array.from({ length: events }, (_, index) =>
    store.append(`s${index % 3}`, deposited(index), index % 6 === 1 ? { commandId: `c${index}` } : {}),
  )
  await Promise.all(appends)
}

/** Returns the export of a store as text. */
export function textOf(store: EventStore, toPosition?: number): Promise<string> {
  return new Response(exportJsonl(store, toPosition === undefined ? {} : { toPosition })).text()
}

async function expectRejectedImport(store: EventStore, file: string, line: number): Promise<void> {
  const before = await textOf(store)
  await assertRejects(importJsonl(store, file), 'ImportRejected', { line })
  assertSame(await textOf(store), before)
}

function changed(line: string | undefined, fields: object): string {
  return JSON.stringify({ ...JSON.parse(line ?? '{}'), ...fields })
}
