import {
  deleteEventStore,
  openEventStore,
  openMemoryEventStore,
  RewindableError,
  StorageFailed,
  StorageUnavailable,
} from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../awaiting.ts'
import { sayError } from '../faults/engine-errors.ts'
import { newName, untilTheEnd } from '../places.ts'
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

/** A factory whose requests fail, as those of a browser with blocked storage do. */
function failing(name: string, message = 'It is blocked.'): Pick<IDBFactory, 'open' | 'deleteDatabase'> {
  const ask = (): IDBOpenDBRequest => {
    const request = real.open(newName())
    // An aborted upgrade fails the request; the reason is read from it.
    request.addEventListener('upgradeneeded', () => request.transaction?.abort())
    sayError(request, { name, message })
    return request
  }
  return { open: ask, deleteDatabase: ask }
}

const withoutIndexedDB: readonly [way: string, get: () => unknown, says: RegExp][] = [
  ['is missing', () => undefined, /the global indexedDB is missing/],
  ['is null', () => null, /the global indexedDB is missing/],
  ['throws when it is read', deny, /denies access to indexedDB \(SecurityError: The operation is insecure\.\)/],
  [
    'throws when it is asked',
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

describe.each(withoutIndexedDB)('where the global indexedDB %s', (_, get, says) => {
  const calls: readonly [name: string, call: () => Promise<unknown>][] = [
    ['openEventStore', () => openEventStore('bank')],
    ['deleteEventStore', () => deleteEventStore('bank')],
  ]

  test.each(calls)('%s rejects with StorageUnavailable, which names it and says what to use', async (_, call) => {
    replaceGlobal('indexedDB', get)
    const error = await rejectionOf(call())
    expect(error).toBeInstanceOf(StorageUnavailable)
    expect(error).toBeInstanceOf(StorageFailed)
    expect(error).toBeInstanceOf(RewindableError)
    expect(error).toMatchObject({ code: 'StorageUnavailable', name: 'StorageUnavailable', missing: ['indexedDB'] })
    expect(String(error)).toMatch(says)
    expect(String(error)).toMatch(/openMemoryEventStore\(\)/)
  })

  test('a store in memory opens', async () => {
    replaceGlobal('indexedDB', get)
    const store = untilTheEnd(await openMemoryEventStore())
    expect(await store.lastPosition()).toBe(0)
  })
})

describe('where IndexedDB has no globals at all', () => {
  test('openEventStore and deleteEventStore say that indexedDB is missing', async () => {
    removeGlobals(['indexedDB', ...classes])
    for (const call of [openEventStore('bank'), deleteEventStore('bank')]) {
      expect(await rejectionOf(call)).toMatchObject({ code: 'StorageUnavailable', missing: ['indexedDB'] })
    }
  })

  test('openEventStore with a factory names the globals that the factory needs', async () => {
    const factory = globalThis.indexedDB
    removeGlobals(['indexedDB', ...classes])
    const error = await rejectionOf(openEventStore(newName(), { indexedDB: factory }))
    expect(error).toMatchObject({ code: 'StorageUnavailable', missing: classes })
    expect(String(error)).toMatch(/are missing: IDBKeyRange, IDBRequest, .*IDBCursor\. Define them as globals/)
  })

  test.each(classes)('openEventStore with a factory names %s when that alone is missing', async (name) => {
    const factory = globalThis.indexedDB
    removeGlobals(['indexedDB', name])
    const error = await rejectionOf(openEventStore(newName(), { indexedDB: factory }))
    expect(error).toMatchObject({ code: 'StorageUnavailable', missing: [name] })
  })

  test('deleteEventStore with a factory needs no other global', async () => {
    const factory = globalThis.indexedDB
    removeGlobals(['indexedDB', ...classes])
    await deleteEventStore(newName(), { indexedDB: factory })
  })

  test('openEventStore works with a factory and the other globals', async () => {
    const factory = globalThis.indexedDB
    removeGlobals(['indexedDB'])
    const store = untilTheEnd(await openEventStore(newName(), { indexedDB: factory }))
    expect(await store.append('s', { type: 'Counted', data: 1 })).toMatchObject({ globalPosition: 1 })
  })
})

test('a factory of another implementation than the globals is refused, and leaves no database behind', async () => {
  const factory = globalThis.indexedDB
  const name = newName()
  replaceGlobal('IDBRequest', () => class Other {})
  const error = await rejectionOf(openEventStore(name, { indexedDB: factory }))
  expect(error).toMatchObject({ code: 'StorageUnavailable', missing: classes })
  expect(String(error)).toMatch(/belong to another implementation/)
  expect((await factory.databases()).map((database) => database.name)).not.toContain(`rewindable:${name}`)
})

test.each([[null], [{}], ['indexedDB']])('%o is no factory', async (indexedDB) => {
  const options = Object.defineProperty({}, 'indexedDB', { value: indexedDB, enumerable: true })
  for (const call of [openEventStore('bank', options), deleteEventStore('bank', options)]) {
    expect(await rejectionOf(call)).toMatchObject({ code: 'InvalidArgument', argument: 'indexedDB' })
  }
})

test('a store that is denied its database later says so, and works when it is allowed again', async () => {
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

test('a factory that returns no request is refused once, and is not asked again', async () => {
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
  // More than half of `openTimeout`, after which an open request is sent again.
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(calls).toBe(1)
})
