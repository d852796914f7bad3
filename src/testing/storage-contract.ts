import type { ContractCase, OpenStore } from './contract/contract-case.ts'
import { contractCases } from './contract-cases.ts'

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
  return contractCases(open)
}
