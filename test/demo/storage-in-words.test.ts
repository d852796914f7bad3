import type { StorageStatus } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { storageInWords } from '../../demo/storage-in-words.ts'

const usual: StorageStatus = {
  connection: 'open',
  persistence: 'best effort',
  privateMode: 'unknown',
  history: 'known',
}

describe('the storage status of the demo', () => {
  test('without persistent storage, the status explains the deletion rule of Safari', () => {
    expect(storageInWords({ ...usual, usage: 1_234_567, quota: 10_000_000_000 })).toEqual([
      'This browser keeps the bank as long as it has room.',
      'Safari deletes it after seven days of use without a visit here, unless the site is on the home screen. Export a file to be safe.',
      'This site uses 1.2 MB, of 10 GB it may use.',
    ])
  })

  test('with persistent storage, the status says that the browser keeps the bank', () => {
    expect(storageInWords({ ...usual, persistence: 'persisted', usage: 999 })).toEqual([
      'This browser keeps the bank until you delete it.',
      'This site uses 999 bytes.',
    ])
  })

  test('the status begins with urgent messages', () => {
    const urgent = storageInWords({ ...usual, connection: 'lost', history: 'evicted', privateMode: 'likely' })
    expect(urgent.slice(0, 3)).toEqual([
      'The bank was deleted while this page was open.',
      'This browser held a bank before and evicted it. If you have a file, import it.',
      'This looks like a private window: all of it is gone when you close it.',
    ])
  })
})
