import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { openRaw, rawCommits } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { murmurHash3, utf16 } from './murmur-hash.ts'

test.each<[bytes: number[], hash: number]>([
  [[], 0],
  [[0xff, 0xff, 0xff, 0xff], 0x76293b50],
  [[0x21, 0x43, 0x65, 0x87], 0xf55b516b],
  [[0x21, 0x43, 0x65], 0x7e4a8634],
  [[0x21, 0x43], 0xa0f7b07a],
  [[0x21], 0x72661cf4],
  [[0, 0, 0, 0], 0x2362f9de],
  [[0, 0, 0], 0x85f0b427],
  [[0, 0], 0x30f4c306],
  [[0], 0x514e28b7],
  [[...new TextEncoder().encode('test')], 0xba6bd213],
  [[...new TextEncoder().encode('Hello, world!')], 0xc0363e43],
  [[...new TextEncoder().encode('The quick brown fox jumps over the lazy dog')], 0x2e4ff723],
])('the reference MurmurHash3 of these tests gives the published value for %j', (bytes, hash) => {
  expect(murmurHash3(Uint8Array.from(bytes))).toBe(hash)
})

async function storedCommit(note: string) {
  const name = newName()
  const store = await inIndexedDB(name)
  await store.append('account:1', moneyDeposited(1, note))
  const [record] = await rawCommits(name)
  if (!record) throw new Error('Expected a stored record, found none')
  const raw = await openRaw(name)
  onTestFinished(() => raw.close())
  const alter = (events: string) =>
    new Promise((resolve, reject) => {
      const transaction = raw.transaction('commits', 'readwrite')
      transaction.objectStore('commits').put({ ...record, events })
      transaction.oncomplete = resolve
      transaction.onabort = reject
    })
  return { store, record, alter }
}

describe('checksums of commits', () => {
  test('the checksum of a commit is the MurmurHash3 of its position, count, id and events', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    const notes = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), 100)
    for (const note of notes) await store.append('account:1', moneyDeposited(1, note))
    const records = await rawCommits(name)
    expect(records.length).toBe(notes.length)
    for (const { position, count, id, events, checksum } of records) {
      expect(checksum).toBe(murmurHash3(utf16(events), murmurHash3(utf16(`${position} ${count} ${id}`))))
    }
  })

  test('a read rejects with LogCorrupted after a change of any single bit of the stored text', async () => {
    const { store, record, alter } = await storedCommit('ü🐘')
    const { events } = record
    for (let at = 0; at < events.length; at += 1) {
      for (let bit = 0; bit < 16; bit += 1) {
        const other = String.fromCharCode(events.charCodeAt(at) ^ (1 << bit))
        await alter(events.slice(0, at) + other + events.slice(at + 1))
        expect(await rejectionOf(collect(store.readAll()))).toMatchObject({ code: 'LogCorrupted', position: 1 })
      }
    }
  })

  test('a read rejects with LogCorrupted after characters were swapped, removed or inserted', async () => {
    const { store, record, alter } = await storedCommit('12')
    const alterations: ((events: string) => string)[] = [
      (events) => events.replace('12', '21'),
      (events) => events.replace('12', '1'),
      (events) => events.replace('12', '112'),
      (events) => events.replace('12', '12\\u0000'),
      (events) => `${events} `,
    ]
    for (const alteration of alterations) {
      await alter(alteration(record.events))
      expect(await rejectionOf(collect(store.readAll()))).toMatchObject({ code: 'LogCorrupted', position: 1 })
    }
  })
})
