import { appendContract } from './append-contract.ts'
import { argumentContract } from './argument-contract.ts'
import { commandContract } from './command-contract.ts'
import type { CaseBody } from './contract-case.ts'
import { followContract } from './follow-contract.ts'
import { healthContract } from './health-contract.ts'
import { inspectionContract } from './inspection-contract.ts'
import { portContract } from './port-contract.ts'
import { readContract } from './read-contract.ts'
import { rejectedReplacementContract } from './rejected-replacement-contract.ts'
import { replaceContract } from './replace-contract.ts'
import { snapshotContract } from './snapshot-contract.ts'
import { transferContract } from './transfer-contract.ts'

/** The cases that every storage must pass, by name. */
export const requiredCases: Record<string, CaseBody> = {
  ...appendContract,
  ...argumentContract,
  ...commandContract,
  ...readContract,
  ...followContract,
  ...snapshotContract,
  ...transferContract,
  ...healthContract,
  ...portContract,
}

/** The cases for a storage that can replace its log, by name. */
export const replaceableCases: Record<string, CaseBody> = { ...replaceContract, ...rejectedReplacementContract }

/** The cases for a log in IndexedDB, by name. */
export const inspectableCases: Record<string, CaseBody> = inspectionContract
