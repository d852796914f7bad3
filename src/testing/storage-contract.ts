import type { ContractCase, OpenStore } from './contract/contract-case.ts'
import { contractCases } from './contract-cases.ts'

/**
 * Returns the promises of every event store as cases for any test runner. The name of a case is a sentence. Its `run` rejects if the
 * sentence is false. A case may need an interface that the storage does not implement. Then its name says so, and its `run` does
 * nothing.
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
