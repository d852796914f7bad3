import type { EventStore } from '../log/event-store.ts'
import type { CompleteStorage } from '../log/replaceable-storage.ts'
import { storageOf } from '../log/store-internals.ts'
import { inspectionOf } from '../storage/indexeddb/inspection.ts'
import { randomId } from '../values/random-id.ts'
import type { ContractCase, OpenStore, Sentence } from './contract/contract-case.ts'
import { inspectableSentences, replaceableSentences, sentences } from './contract/sentences.ts'

/** Returns a case for each sentence of the contract. Each case opens its own stores and closes them at its end. */
export async function contractCases(open: OpenStore): Promise<ContractCase[]> {
  // If the adapter fails to open, no case is skipped: each case fails.
  const storage = await storageBehind(open).catch(() => undefined)
  // A storage that was completed with defaults reports its own abilities.
  const canReplace = !storage || !('canReplace' in storage) || storage.canReplace
  return [
    ...Object.entries(sentences).map((sentence) => caseOf(open, sentence)),
    ...Object.entries(replaceableSentences).map((sentence) =>
      canReplace ? caseOf(open, sentence) : notRun(sentence, 'ReplaceableStorage'),
    ),
    ...(inspectionOf(storage) ? Object.entries(inspectableSentences).map((sentence) => caseOf(open, sentence)) : []),
  ]
}

async function storageBehind(open: OpenStore): Promise<CompleteStorage | undefined> {
  const store = await open(`contract-${randomId()}`)
  const storage = storageOf(store)
  await store.close()
  return storage
}

type NamedSentence = readonly [name: string, sentence: Sentence]

function caseOf(open: OpenStore, [name, sentence]: NamedSentence): ContractCase {
  return { name, run: () => runSentence(open, sentence) }
}

function notRun([name]: NamedSentence, missing: string): ContractCase {
  return { name: `${name} (not run: the storage does not implement ${missing})`, missing, run: async () => {} }
}

async function runSentence(open: OpenStore, sentence: Sentence): Promise<void> {
  const run = randomId()
  const opened: EventStore[] = []
  const openNamed: OpenStore = async (name, options) => {
    const store = await open(name, options)
    opened.push(store)
    return store
  }
  try {
    await sentence({
      open: (options) => openNamed(`contract-${run}`, options),
      openAnother: () => openNamed(`contract-${run}-${opened.length}`),
    })
  } finally {
    for (const store of opened) await store.close()
  }
}
