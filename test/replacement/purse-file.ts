import { exportText } from '../export-text.ts'
import { moneyPutIn, type PurseEvent } from '../model/purse.ts'
import { inMemory, newName } from '../open-stores.ts'

/** Returns the export of a log that puts these amounts into Ada's purse. */
export async function purseFileOf(amounts: readonly number[]): Promise<string> {
  const store = await inMemory<PurseEvent>(newName())
  for (const amount of amounts) await store.append('purse:ada', moneyPutIn(amount))
  return exportText(store)
}
