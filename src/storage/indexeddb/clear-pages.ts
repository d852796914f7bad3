import type { LogDatabase } from './schema.ts'

/** Deletes all pages and the stored ends of the packed ranges. */
export async function clearPages(database: LogDatabase): Promise<void> {
  const transaction = database.transaction(['pages', 'meta'], 'readwrite')
  const meta = transaction.objectStore('meta')
  const cleared = transaction.objectStore('pages').clear()
  await Promise.all([cleared, meta.delete('pages'), meta.delete('streams'), transaction.done])
}
