/** Opens the next version of a database, as after a replacement, with the same object stores. */
export const nextVersion: IDBFactory = Object.assign(Object.create(indexedDB) as IDBFactory, {
  open: (name: string, version = 1_000) => {
    const request = indexedDB.open(name, version + 1)
    request.addEventListener('upgradeneeded', (event) => event.stopImmediatePropagation())
    return request
  },
})
