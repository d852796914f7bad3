import type { DocumentCollection } from '../../log/document-storage.ts'
import type { EventChunk } from '../../log/log-storage.ts'
import { internalsOf } from '../../log/store-internals.ts'
import { assertRejects, assertSame } from '../assertions.ts'
import { type CaseBody, deposited } from './contract-case.ts'
import { portRules, underRule } from './port-rules.ts'

const question = { streamIds: ['s'], commandIds: [] }
const collections: readonly DocumentCollection[] = ['snapshots', 'checkpoints']

/** Rules of the storage that an event store hides, because the store checks first or corrects the result. */
export const portContract: Record<string, CaseBody> = {
  'a closed storage rejects every operation with StoreClosed': async ({ open }) => {
    const store = await open()
    await store.append('s', deposited(1))
    const storage = internalsOf(store).openStorage()
    await store.close()
    const range = { from: 1, to: 1, direction: 'forward', maxEvents: 1 } as const
    await rejectAsClosed({
      append: async () => storage.append(question, () => [], 'default'),
      view: async () => storage.view(question),
      read: async () => storage.read(range),
      readStream: async () => storage.readStream('s', range),
    })
    await storage.close()
  },

  'the documents of a closed storage reject every operation with StoreClosed': async ({ open }) => {
    const [store, other] = [await open(), await open()]
    const { documents } = internalsOf(store).openStorage()
    await documents.update('snapshots', ['p', 1], () => 'stored')
    await store.close()
    for (const collection of collections) {
      await rejectAsClosed({
        readLatest: async () => documents.readLatest(collection, 'p'),
        listNumbers: async () => documents.listNumbers(collection, 'p'),
        update: async () => documents.update(collection, ['p', 1], () => 'after close'),
        delete: async () => documents.delete(collection, 'p'),
      })
    }
    const { documents: others } = internalsOf(other).openStorage()
    assertSame(await others.readLatest('snapshots', 'p'), 'stored', portRules.closed)
  },

  'a read with a small maxEvents returns a small part of a long range': async ({ open }) => {
    const store = await open()
    const events = Array.from({ length: 600 }, (_, index) => deposited(index))
    await store.append('s', events)
    const storage = internalsOf(store).openStorage()
    for (const direction of ['forward', 'backward'] as const) {
      const range = { from: 1, to: 600, direction, maxEvents: 1 }
      assertFew(await storage.read(range))
      assertFew((await storage.readStream('s', range)).chunks)
    }
  },
}

async function rejectAsClosed(operations: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
  for (const [name, run] of Object.entries(operations)) {
    await underRule(`${portRules.closed}. Checked: ${name}`, assertRejects(run(), 'StoreClosed'))
  }
}

/** A chunk may hold many events, and a storage may return one more than requested. */
function assertFew(chunks: readonly EventChunk[]): void {
  assertSame(chunks.length === 1 || chunks.length === 2, true, `${portRules.maxEvents}. Found ${chunks.length} chunks`)
}
