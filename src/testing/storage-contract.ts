import type { ContractCase, OpenStore } from './contract/contract-case.ts'
import { contractCases } from './contract-cases.ts'

/**
 * Returns what every event store promises, as cases for any test runner. Each has a name, which is a sentence, and a `run` that rejects
 * if the sentence does not hold. A case that needs an interface that the storage does not implement says so in its name, and its `run`
 * does nothing.
 *
 * @param open opens the event store of a name, such as `(name, options) => createEventStore(new MyStorage(name), options)`;
 *   two stores open under one name must show the same log
 * @example
 * ```ts
 * for (const { name, run, missing } of await storageContract(openEventStore)) test.skipIf(missing !== undefined)(name, run)
 * ```
 */
export async function storageContract(open: OpenStore): Promise<ContractCase[]> {
  return contractCases(open)
}
