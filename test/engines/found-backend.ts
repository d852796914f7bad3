import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend } from './engine.ts'

const sqliteHeader = 'SQLite format 3\0'

/** What IndexedDB is kept in, by the files of a profile. */
export function foundBackend(folder: string): Backend {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    // The folder is called that by Chromium and WebKit, and by Firefox the other. All have more in SQLite than IndexedDB.
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
