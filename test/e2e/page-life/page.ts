import { AppendOutcomeUnknown, LiveProjection, openEventStore } from 'rewindable'
import { type BankEvent, balance, moneyDeposited } from '../../../examples/bank-account.ts'

/** The report of a page. It uses localStorage because the test driver cannot access a page restored from the cache. */
export type PageReport = {
  /** Distinguishes a restored page from a reloaded one. */
  readonly id: string
  /** The lifecycle events of the page, in order. */
  readonly events: readonly string[]
  readonly status: string
  readonly balance: number
}

const storeName = 'page-life'
const { hash, search } = location

const responseTimeout = Number(new URLSearchParams(search).get('responseTimeout') ?? 5_000)
const store = await openEventStore<BankEvent>(storeName, { pollInterval: 0, responseTimeout })
const live = new LiveProjection(store, balance)
const id = crypto.randomUUID()
const events: string[] = []

function writeReport(event?: string): void {
  if (event !== undefined) events.push(event)
  const report: PageReport = { id, events, status: live.status, balance: live.state }
  localStorage.setItem(`report${hash}`, JSON.stringify(report))
}

window.addEventListener('pagehide', ({ persisted }) => writeReport(`pagehide, ${persisted ? 'kept' : 'gone'}`))
window.addEventListener('pageshow', ({ persisted }) => writeReport(`pageshow, ${persisted ? 'kept' : 'loaded'}`))
document.addEventListener('freeze', () => writeReport('freeze'))
document.addEventListener('resume', () => writeReport('resume'))
live.subscribe(() => writeReport())
live.addEventListener('error', () => writeReport())

declare global {
  interface Window {
    deposit: (amount: number) => Promise<number>
    /** Deposits 1 the given number of times, in turn. Retries deposits with an unknown outcome and returns the number of retries. */
    depositEach: (times: number) => Promise<number>
    /** Deletes the database without the library. Returns whether another connection blocked the deletion. */
    deleteRaw: () => Promise<'deleted' | 'blocked'>
  }
}

window.deposit = async (amount) => (await store.append('account:1', moneyDeposited(amount))).globalPosition
window.depositEach = async (times) => {
  let unknown = 0
  for (let number = 1; number <= times; ) {
    try {
      await store.append('account:1', moneyDeposited(1), { commandId: `deposit ${number}` })
      number += 1
    } catch (error) {
      if (!(error instanceof AppendOutcomeUnknown)) throw error
      unknown += 1
    }
  }
  return unknown
}
window.deleteRaw = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(`rewindable:${storeName}`)
    request.onblocked = () => resolve('blocked')
    request.onsuccess = () => resolve('deleted')
    request.onerror = () => reject(request.error)
  })
