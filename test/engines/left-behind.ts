import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leave } from './last-will.ts'

/** A folder for a browser's profile. */
export interface TemporaryFolder {
  readonly path: string
  remove(): void
}

export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'rewindable-profile-'))
  const takeBack = leave(path)
  return {
    path,
    remove: () => {
      // A browser that has just been ended may still be writing.
      rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
      takeBack()
    },
  }
}
