/** The content of the database for rows, read without the library. */
export type RawRows = {
  readonly generations: readonly { readonly id: string; readonly state: string; readonly position: number }[]
  /** Keys and rows of all generations. */
  readonly rows: readonly { readonly key: string; readonly row: unknown; readonly entries: readonly string[] }[]
  /** The number of entries in the index. */
  readonly entries: number
}

function rowDatabaseName(storeName: string): string {
  return `rewindable-rows:${storeName}`
}

/** @returns `undefined`: there is no database for rows */
export async function readRawRows(storeName: string): Promise<RawRows | undefined> {
  if (!(await rowDatabaseExists(storeName))) return undefined
  const database = await answer(indexedDB.open(rowDatabaseName(storeName)))
  const transaction = database.transaction(['generations', 'rows'])
  const rows = transaction.objectStore('rows')
  const [generations, all, entries] = await Promise.all([
    answer(transaction.objectStore('generations').getAll()),
    answer(rows.getAll()),
    answer(rows.index('byEntry').count()),
  ])
  database.close()
  return { generations, rows: all, entries }
}

export async function rowDatabaseExists(storeName: string): Promise<boolean> {
  // WebKit lists a database whose first upgrade was rolled back, with version 0.
  return (await indexedDB.databases()).some(({ name, version }) => name === rowDatabaseName(storeName) && version !== 0)
}

export async function deleteRowDatabase(storeName: string): Promise<void> {
  await answer(indexedDB.deleteDatabase(rowDatabaseName(storeName)))
}

/** Changes the record of each generation. */
export async function changeGenerations(storeName: string, change: (generation: object) => object): Promise<void> {
  const database = await answer(indexedDB.open(rowDatabaseName(storeName)))
  const store = database.transaction('generations', 'readwrite').objectStore('generations')
  for (const generation of await answer(store.getAll())) await answer(store.put(change(generation)))
  database.close()
}

function answer<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
