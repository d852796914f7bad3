import type { EventStore } from '../log/event-store.ts'
import type { ContractCase, OpenStore, Sentence } from './contract/contract-case.ts'

/**
 * What an event store promises whatever it is kept in, as cases for any test runner: each has a name, which is a sentence,
 * and a `run` that throws when the sentence does not hold.
 *
 * @param open opens the event store of a name, such as `(name, options) => createEventStore(new MyStorage(name), options)`;
 *   two stores open under one name must show the same log
 * @example
 * ```ts
 * for (const { name, run } of await storageContract(openEventStore)) test(name, run)
 * ```
 */
export async function storageContract(open: OpenStore): Promise<ContractCase[]> {
  // Loaded when asked for: tests of a domain do not need it.
  const { sentences } = await import('./contract/sentences.ts')
  return Object.entries(sentences).map(([name, sentence]) => ({ name, run: () => runSentence(open, sentence) }))
}

async function runSentence(open: OpenStore, sentence: Sentence): Promise<void> {
  const run = crypto.randomUUID()
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
