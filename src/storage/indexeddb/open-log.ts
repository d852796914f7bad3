import { type IDBPDatabase, wrap } from 'idb'
import { type Opening, openDatabase, type Upgrade } from './open-database.ts'
import { trackTransactions } from './open-transactions.ts'
import { type LogDatabase, type LogSchema, logLayout } from './schema.ts'

/**
 * Opens the database of a log, as {@link openDatabase}.
 *
 * @returns also a function that aborts all open transactions
 */
export async function openLog(
  opening: Opening,
  isKnown: boolean,
  upgrade?: Upgrade,
): Promise<{ database: LogDatabase; abortAll: () => void; isNew: boolean }> {
  const { database, isNew } = await openDatabase(logLayout, opening, isKnown, upgrade)
  const abortAll = trackTransactions(database)
  // Unchecked: only this library creates the database, with the object stores of the schema.
  return { database: wrap(database) as IDBPDatabase<LogSchema>, abortAll, isNew }
}
