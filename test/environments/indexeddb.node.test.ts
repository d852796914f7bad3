import {
  deleteEventStore,
  openEventStore,
  openMemoryEventStore,
  RewindableError,
  StorageFailed,
  StorageUnavailable,
} from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { sayError } from '../faults/engine-errors.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { deny, removeGlobals, replaceGlobal } from './replaced-globals.ts'

const classes = [
  'IDBKeyRange',
  'IDBRequest',
  'IDBDatabase',
  'IDBTransaction',
  'IDBObjectStore',
  'IDBIndex',
  'IDBCursor',
] as const

const real = indexedDB

/** Returns a factory whose requests fail as in a browser that blocks storage. */
function failing(name: string, message = 'It is blocked.'): Pick<IDBFactory, 'open' | 'deleteDatabase'> {
  const ask = (): IDBOpenDBRequest => {
    const request = real.open(newName())
    // Aborting the upgrade makes the request fail.
    request.addEventListener('upgradeneeded', () => request.transaction?.abort())
    sayError(request, { name, message })
    return request
  }
  return { open: ask, deleteDatabase: ask }
}

const withoutIndexedDB: readonly [way: string, get: () => unknown, says: RegExp][] = [
  ['is missing', () => undefined, /the global indexedDB is missing/],
  ['is null', () => null, /the global indexedDB is missing/],
  ['throws when it is accessed', deny, /denies access to indexedDB \(SecurityError: The operation is insecure\.\)/],
  [
    'throws when it is called',
    () => ({ open: deny, deleteDatabase: deny }),
    /denies access to indexedDB \(SecurityError/,
  ],
  ['fails with SecurityError', () => failing('SecurityError'), /denies access to indexedDB \(SecurityError/],
  [
    'fails as in Chromium with blocked storage',
    () => failing('UnknownError', 'The user denied permission to access the database.'),
    /denies access to indexedDB \(UnknownError: The user denied permission/,
  ],
  [
    'fails with InvalidStateError',
    () => failing('InvalidStateError'),
    /denies access to indexedDB \(InvalidStateError/,
  ],
]

describe.each(withoutIndexedDB)('without IndexedDB: the global indexedDB %s', (_, get, says) => {
  const calls: readonly [name: string, call: () => Promise<unknown>][] = [
    ['openEventStore', () => openEventStore('bank')],
    ['deleteEventStore', () => deleteEventStore('bank')],
  ]

  test.each(calls)(
    '%s rejects with StorageUnavailable, which names indexedDB and openMemoryEventStore',
    async (_, call) => {
      replaceGlobal('indexedDB', get)
      const error = await rejectionOf(call())
      expect(error).toBeInstanceOf(StorageUnavailable)
      expect(error).toBeInstanceOf(StorageFailed)
      expect(error).toBeInstanceOf(RewindableError)
      expect(error).toMatchObject({ code: 'StorageUnavailable', name: 'StorageUnavailable', missing: ['indexedDB'] })
      expect(String(error)).toMatch(says)
      expect(String(error)).toMatch(/openMemoryEventStore\(\)/)
    },
  )

  test('openMemoryEventStore works without IndexedDB', async () => {
    replaceGlobal('indexedDB', get)
    const store = untilTheEnd(await openMemoryEventStore())
    expect(await store.lastPosition()).toBe(0)
  })
})

describe('without the globals of IndexedDB', () => {
  test('openEventStore and deleteEventStore reject with an error that names indexedDB', async () => {
    removeGlobals(['indexedDB', ...classes])
    for (const call of [openEventStore('bank'), deleteEventStore('bank')]) {
      expect(await rejectionOf(call)).toMatchObject({ code: 'StorageUnavailable', missing: ['indexedDB'] })
    }
  })

  test('openEventStore with a factory rejects with the names of all missing globals', async () => {
    const factory = globalThis.indexedDB
    removeGlobals(['indexedDB', ...classes])
    const error = await rejectionOf(openEventStore(newName(), { indexedDB: factory }))
    expect(error).toMatchObject({ code: 'StorageUnavailable', missing: classes })
    expect(String(error)).toMatch(/are missing: IDBKeyRange, IDBRequest, .*IDBCursor\. Define them as globals/)
  })

  test.each(classes)(
    'openEventStore with a factory rejects with an error that names %s if no other class is missing',
    async (name) => {
      const factory = globalThis.indexedDB
      removeGlobals(['indexedDB', name])
      const error = await rejectionOf(openEventStore(newName(), { indexedDB: factory }))
      expect(error).toMatchObject({ code: 'StorageUnavailable', missing: [name] })
    },
  )

  test('deleteEventStore with a factory needs no global', async () => {
    const factory = globalThis.indexedDB
    removeGlobals(['indexedDB', ...classes])
    await deleteEventStore(newName(), { indexedDB: factory })
  })

  test('openEventStore with a factory works without the global indexedDB', async () => {
    const factory = globalThis.indexedDB
    removeGlobals(['indexedDB'])
    const store = untilTheEnd(await openEventStore(newName(), { indexedDB: factory }))
    expect(await store.append('s', { type: 'Counted', data: 1 })).toMatchObject({ globalPosition: 1 })
  })
})

test('openEventStore rejects a factory that does not match the globals, and leaves no database behind', async () => {
  const factory = globalThis.indexedDB
  const name = newName()
  replaceGlobal('IDBRequest', () => class Other {})
  const error = await rejectionOf(openEventStore(name, { indexedDB: factory }))
  expect(error).toMatchObject({ code: 'StorageUnavailable', missing: classes })
  expect(String(error)).toMatch(/belong to another implementation/)
  expect((await factory.databases()).map((database) => database.name)).not.toContain(`rewindable:${name}`)
})

test.each([[null], [{}], ['indexedDB']])(
  'openEventStore and deleteEventStore reject the invalid factory %o',
  async (indexedDB) => {
    const options = Object.defineProperty({}, 'indexedDB', { value: indexedDB, enumerable: true })
    for (const call of [openEventStore('bank', options), deleteEventStore('bank', options)]) {
      expect(await rejectionOf(call)).toMatchObject({ code: 'InvalidArgument', argument: 'indexedDB' })
    }
  },
)

test('an open store reports denied access as StorageUnavailable and works again when access returns', async () => {
  let isDenied = false
  const opened: IDBDatabase[] = []
  const open: IDBFactory['open'] = (name, version) => {
    if (isDenied) deny()
    const request = real.open(name, version)
    request.addEventListener('success', () => opened.push(request.result))
    return request
  }
  const store = untilTheEnd(await openEventStore(newName(), { indexedDB: { ...real, open }, pollInterval: 0 }))
  isDenied = true
  opened[0]?.close()
  expect(await rejectionOf(store.lastPosition())).toMatchObject({ code: 'StorageUnavailable' })
  expect(await store.storageStatus()).toMatchObject({ connection: 'broken', lastError: { code: 'StorageUnavailable' } })
  isDenied = false
  expect(await store.lastPosition()).toBe(0)
})

test('openEventStore calls a factory that returns no request exactly once', async () => {
  let calls = 0
  const broken = {
    ...indexedDB,
    open: () => {
      calls += 1
    },
    deleteDatabase: () => {},
    databases: async () => [],
    cmp: () => 0,
  }
  const opening = openEventStore('broken', { indexedDB: broken as unknown as IDBFactory, openTimeout: 4 })
  expect(await rejectionOf(opening)).toMatchObject({ code: 'StorageFailed' })
  // The library resends an open request after half of `openTimeout`. This wait is longer.
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(calls).toBe(1)
})
