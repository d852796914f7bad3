import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend } from './engine.ts'

const sqliteHeader = 'SQLite format 3\0'

/** Returns the storage behind IndexedDB, detected from the files of a profile. */
export function detectBackend(folder: string): Backend {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    // Chromium and WebKit use the folder "IndexedDB", Firefox uses "idb". SQLite files in other folders are not IndexedDB.
    .filter((path) => /[\\/](IndexedDB|idb)[\\/]/i.test(path.slice(folder.length)))
  if (files.some((path) => /\.leveldb[\\/]/.test(path))) return 'LevelDB'
  return files.some(isSQLite) ? 'SQLite' : 'memory'
}

function isSQLite(path: string): boolean {
  const start = Buffer.alloc(sqliteHeader.length)
  const file = openSync(path, 'r')
  try {
    readSync(file, start)
  } finally {
    closeSync(file)
  }
  return start.toString('latin1') === sqliteHeader
}
