import { appendContract } from './append-contract.ts'
import { argumentContract } from './argument-contract.ts'
import { commandContract } from './command-contract.ts'
import type { Sentence } from './contract-case.ts'
import { followContract } from './follow-contract.ts'
import { healthContract } from './health-contract.ts'
import { inspectionContract } from './inspection-contract.ts'
import { readContract } from './read-contract.ts'
import { refusedReplacementContract } from './refused-replacement-contract.ts'
import { replaceContract } from './replace-contract.ts'
import { snapshotContract } from './snapshot-contract.ts'
import { transferContract } from './transfer-contract.ts'

/** The cases that every storage must pass, by name. */
export const sentences: Record<string, Sentence> = {
  ...appendContract,
  ...argumentContract,
  ...commandContract,
  ...readContract,
  ...followContract,
  ...snapshotContract,
  ...transferContract,
  ...healthContract,
}

/** What an event store promises if its storage can replace its log. */
export const replaceableSentences: Record<string, Sentence> = { ...replaceContract, ...refusedReplacementContract }

/** What an event store promises if its log is in IndexedDB. */
export const inspectableSentences: Record<string, Sentence> = inspectionContract
