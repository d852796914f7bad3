import { AppendOutcomeUnknown, LiveProjection, openEventStore } from 'rewindable'
import { type BankEvent, balance, moneyDeposited } from '../../../examples/bank-account.ts'

/** What a page tells of itself. Through localStorage, because nobody can ask a page that comes out of the cache. */
export type Told = {
  /** Tells a page that was kept from one that was loaded again. */
  readonly id: string
  /** What befell it, in order. */
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

function tell(event?: string): void {
  if (event !== undefined) events.push(event)
  const told: Told = { id, events, status: live.status, balance: live.state }
  localStorage.setItem(`told${hash}`, JSON.stringify(told))
}

window.addEventListener('pagehide', ({ persisted }) => tell(`pagehide, ${persisted ? 'kept' : 'gone'}`))
window.addEventListener('pageshow', ({ persisted }) => tell(`pageshow, ${persisted ? 'kept' : 'loaded'}`))
document.addEventListener('freeze', () => tell('freeze'))
document.addEventListener('resume', () => tell('resume'))
live.subscribe(() => tell())
live.addEventListener('error', () => tell())

declare global {
  interface Window {
    deposit: (amount: number) => Promise<number>
    /** Deposits 1 so many times, one after the other; what became unknown is asked for again. @returns how often that was */
    depositEach: (times: number) => Promise<number>
    /** Deletes the database past the library. @returns whether somebody stood in the way */
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
