import type { EventStore } from '../log/event-store.ts'
import { appendContract } from './contract/append-contract.ts'
import { argumentContract } from './contract/argument-contract.ts'
import { commandContract } from './contract/command-contract.ts'
import type { ContractCase, OpenStore, Sentence } from './contract/contract-case.ts'
import { followContract } from './contract/follow-contract.ts'
import { readContract } from './contract/read-contract.ts'
import { snapshotContract } from './contract/snapshot-contract.ts'
import { transferContract } from './contract/transfer-contract.ts'

const sentences: Record<string, Sentence> = {
  ...appendContract,
  ...argumentContract,
  ...commandContract,
  ...readContract,
  ...followContract,
  ...snapshotContract,
  ...transferContract,
}

/**
 * What an event store promises whatever it is kept in, as cases for any test runner: each has a name, which is a sentence,
 * and a `run` that throws when the sentence does not hold.
 *
 * @param open opens the event store of a name, such as `(name, options) => createEventStore(new MyStorage(name), options)`;
 *   two stores open under one name must show the same log
 * @example
 * ```ts
 * for (const { name, run } of storageContract(openEventStore)) test(name, run)
 * ```
 */
export function storageContract(open: OpenStore): ContractCase[] {
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
