import { ImportRejected, importJsonl, openMemoryEventStore, ProjectionFailed, reconstructState } from 'rewindable'
import type { BankEvent } from '../examples/bank-account.ts'
import { bankHistory } from './bank-history.ts'

/** The bank cannot be restored from a file. The message is for the user. */
class UnfitFile extends Error {
  static empty(): UnfitFile {
    return new UnfitFile('The file is empty.')
  }

  static foreign(options: ErrorOptions = {}): UnfitFile {
    return new UnfitFile('This file is not a log of this bank.', options)
  }
}

/**
 * Imports a file into a store in memory and folds it. The store accepts logs of other applications, but the bank cannot
 * display such logs.
 *
 * @param onProgress called with the number of bytes read
 * @throws {@link UnfitFile} if the file is empty or not a log of this bank
 * @throws {@link ImportRejected} if a line is damaged
 */
export async function rehearseImport(
  file: Blob,
  { onProgress, signal }: { onProgress?: (progress: { bytes: number }) => void; signal?: AbortSignal } = {},
): Promise<void> {
  const rehearsal = await openMemoryEventStore<BankEvent>()
  try {
    const { imported } = await importJsonl(rehearsal, file, {
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    })
    if (imported === 0) throw UnfitFile.empty()
    const { entries } = await reconstructState(rehearsal, bankHistory)
    // The projection ignores events of unknown types.
    if (entries.length < imported) throw UnfitFile.foreign()
  } catch (error) {
    const isForeign = error instanceof ProjectionFailed || (error instanceof ImportRejected && error.line === 1)
    throw isForeign ? UnfitFile.foreign({ cause: error }) : error
  } finally {
    await rehearsal.close()
  }
}
