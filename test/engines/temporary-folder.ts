import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanUpAtExit } from './clean-up-at-exit.ts'

/** A temporary folder for the profile of a browser. */
export interface TemporaryFolder {
  readonly path: string
  remove(): void
}

export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'rewindable-profile-'))
  const unregister = cleanUpAtExit(path)
  return {
    path,
    remove: () => {
      // A browser that just ended may still write files.
      rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
      unregister()
    },
  }
}
