import { ImportRejected, openMemoryEventStore, ProjectionFailed, reconstructState } from 'rewindable'
import type { BankEvent } from '../examples/bank-account.ts'
import { bankHistory } from './bank-history.ts'

/** A file that this bank cannot be brought back from, in words for the person who chose it. */
class UnfitFile extends Error {
  static empty(): UnfitFile {
    return new UnfitFile('The file is empty.')
  }

  static foreign(options: ErrorOptions = {}): UnfitFile {
    return new UnfitFile('This file is not a log of this bank.', options)
  }
}

/**
 * Imports a file into a store in memory and folds it: a log of another application is as good to the store, but the bank
 * could not be shown from it.
 *
 * @param onProgress told how many bytes are read
 * @throws {@link UnfitFile} it is empty, or no log of this bank
 * @throws {@link ImportRejected} it begins as a log, but a later line is damaged
 */
export async function rehearseImport(
  file: Blob,
  { onProgress, signal }: { onProgress?: (progress: { bytes: number }) => void; signal?: AbortSignal } = {},
): Promise<void> {
  const rehearsal = await openMemoryEventStore<BankEvent>()
  try {
    const { imported } = await rehearsal.importJsonl(file, {
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    })
    if (imported === 0) throw UnfitFile.empty()
    const { entries } = await reconstructState(rehearsal, bankHistory)
    // The projection passes over events of types that it does not know.
    if (entries.length < imported) throw UnfitFile.foreign()
  } catch (error) {
    const isForeign = error instanceof ProjectionFailed || (error instanceof ImportRejected && error.line === 1)
    throw isForeign ? UnfitFile.foreign({ cause: error }) : error
  } finally {
    await rehearsal.close()
  }
}
