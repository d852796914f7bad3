import type { EventStore } from '../log/event-store.ts'
import type { CompleteStorage } from '../log/replaceable-storage.ts'
import { storageOf } from '../log/store-internals.ts'
import { inspectionOf } from '../storage/indexeddb/inspection.ts'
import { randomId } from '../values/random-id.ts'
import type { CaseBody, ContractCase, OpenStore } from './contract/contract-case.ts'
import { inspectableCases, replaceableCases, requiredCases } from './contract/required-cases.ts'

/** Returns all cases of the contract. Each case opens its own stores and closes them at its end. */
export async function contractCases(open: OpenStore): Promise<ContractCase[]> {
  // If the adapter fails to open, no case is skipped: each case fails.
  const storage = await storageBehind(open).catch(() => undefined)
  // A storage that was completed with defaults reports its own abilities.
  const canReplace = !storage || !('canReplace' in storage) || storage.canReplace
  return [
    ...Object.entries(requiredCases).map((contractCase) => caseOf(open, contractCase)),
    ...Object.entries(replaceableCases).map((contractCase) =>
      canReplace ? caseOf(open, contractCase) : notRun(contractCase, 'ReplaceableStorage'),
    ),
    ...(inspectionOf(storage)
      ? Object.entries(inspectableCases).map((contractCase) => caseOf(open, contractCase))
      : []),
  ]
}

async function storageBehind(open: OpenStore): Promise<CompleteStorage | undefined> {
  const store = await open(`contract-${randomId()}`)
  const storage = storageOf(store)
  await store.close()
  return storage
}

type NamedCase = readonly [name: string, contractCase: CaseBody]

function caseOf(open: OpenStore, [name, contractCase]: NamedCase): ContractCase {
  return { name, run: () => runCase(open, contractCase) }
}

function notRun([name]: NamedCase, missing: string): ContractCase {
  return { name: `${name} (not run: the storage does not implement ${missing})`, missing, run: async () => {} }
}

async function runCase(open: OpenStore, contractCase: CaseBody): Promise<void> {
  const run = randomId()
  const opened: EventStore[] = []
  const openNamed: OpenStore = async (name, options) => {
    const store = await open(name, options)
    opened.push(store)
    return store
  }
  try {
    await contractCase({
      open: (options) => openNamed(`contract-${run}`, options),
      openAnother: () => openNamed(`contract-${run}-${opened.length}`),
    })
  } finally {
    for (const store of opened) await store.close()
  }
}
