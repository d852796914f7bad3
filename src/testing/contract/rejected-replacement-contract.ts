import { replaceFromJsonl } from '../../files/import-jsonl.ts'
import { assertRejects, assertSame } from '../assertions.ts'
import { type CaseBody, deposited } from './contract-case.ts'
import { fill, textOf } from './transfer-contract.ts'

/** Cases of the contract about replacements that are rejected. */
export const rejectedReplacementContract: Record<string, CaseBody> = {
  'a file without events is rejected unless allowEmpty is true': async ({ open }) => {
    const store = await open()
    await fill(store, 10)
    const [before, { historyId }] = [await textOf(store), store]
    for (const file of ['', '\ufeff \r\n\n', new Blob([])]) {
      await assertRejects(replaceFromJsonl(store, file), 'ImportRejected', { line: 1 })
      await assertRejects(replaceFromJsonl(store, file, { allowEmpty: false }), 'ImportRejected', { line: 1 })
    }
    assertSame([await textOf(store), store.historyId], [before, historyId])
    await replaceFromJsonl(store, '', { allowEmpty: true })
    assertSame(await store.lastPosition(), 0)
  },

  'a replacement rejects with ImportConflict if a concurrent replacement cleared its staged events': async ({
    open,
    openAnother,
  }) => {
    const other = await openAnother()
    await fill(other, 700)
    const chunks = [await textOf(other), '']
    const file = await textOf(other, 30)
    const store = await open()
    await fill(store, 5)
    const source = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const chunk = chunks.shift()
          if (chunk) return controller.enqueue(new TextEncoder().encode(chunk))
          // The first lines are staged at this point.
          await replaceFromJsonl(store, file)
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    await assertRejects(replaceFromJsonl(store, source), 'ImportConflict')
    assertSame(await textOf(store), file)
  },

  'a replacement that fails or is aborted leaves the old log unchanged': async ({ open, openAnother }) => {
    const other = await openAnother()
    await fill(other, 1_300)
    const file = await textOf(other)
    const store = await open()
    await fill(store, 10)
    const [before, { historyId }] = [await textOf(store), store]
    await assertRejects(replaceFromJsonl(store, `${file}not JSON`), 'ImportRejected', { line: 1_301 })
    await assertRejects(replaceFromJsonl(store, file.slice(0, -20)), 'ImportRejected', { line: 1_300 })
    const reason = Object.assign(new Error('enough'), { name: 'Enough' })
    const controller = new AbortController()
    const options = { onProgress: () => controller.abort(reason), signal: controller.signal }
    await assertRejects(replaceFromJsonl(store, file, options), 'Enough')
    await assertRejects(replaceFromJsonl(store, file, { signal: AbortSignal.abort(reason) }), 'Enough')
    assertSame([await textOf(store), store.historyId], [before, historyId])
    assertSame((await store.append('s0', deposited(1))).globalPosition, 11)
  },
}
