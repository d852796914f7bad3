import type { EventStore } from '../log/event-store.ts'
import { randomId } from '../log/random-id.ts'
import type { ContractCase, OpenStore, Sentence } from './contract/contract-case.ts'
import { sentences } from './contract/sentences.ts'

/** Returns a case for each sentence of the contract. Each case opens its own stores and closes them at its end. */
export function contractCases(open: OpenStore): ContractCase[] {
  return Object.entries(sentences).map(([name, sentence]) => ({ name, run: () => runSentence(open, sentence) }))
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
