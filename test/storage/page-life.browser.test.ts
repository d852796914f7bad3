import { LiveProjection, openEventStore } from 'rewindable'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { losing, replaceBroadcastChannel } from '../faults/broadcast-channels.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { depositPositions } from '../projection/telling-projections.ts'

/** The two ways in which a browser suspends and resumes a page. */
const lives = [
  {
    what: 'in the back-forward cache',
    fallAsleep: () => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })),
    wakeUp: () => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
  },
  {
    what: 'frozen',
    fallAsleep: () => document.dispatchEvent(new Event('freeze')),
    wakeUp: () => document.dispatchEvent(new Event('resume')),
  },
]

/** Hides `versionchange` events, because a suspended page does not get them. */
const deaf = watchedIndexedDB({
  onDatabase: (database) => {
    database.addEventListener('versionchange', (event) => event.stopImmediatePropagation())
  },
})

/** Deletes a database. @returns whether a connection blocked the deletion */
function deleteRaw(name: string): Promise<'deleted' | 'blocked'> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(`rewindable:${name}`)
    request.onsuccess = () => resolve('deleted')
    request.onblocked = () => resolve('blocked')
    request.onerror = () => reject(request.error)
  })
}

test('an open connection without versionchange events blocks a deletion', async () => {
  const name = newName()
  untilTheEnd(await openEventStore(name, { indexedDB: deaf }))
  expect(await deleteRaw(name)).toBe('blocked')
})

describe.each(lives)('pages that are $what', ({ what, fallAsleep, wakeUp }) => {
  test(`a page that is ${what} closes its connection and blocks no deletion`, async () => {
    const name = newName()
    const store = untilTheEnd(await openEventStore(name, { indexedDB: deaf, pollInterval: 0 }))
    await store.append('s', moneyDeposited(1))
    fallAsleep()
    expect(await deleteRaw(name)).toBe('deleted')
  })

  test(`a page that is ${what} opens no connection when it becomes hidden`, async () => {
    const name = newName()
    const store = untilTheEnd(await openEventStore<BankEvent>(name, { indexedDB: deaf, pollInterval: 0 }))
    const live = new LiveProjection(store, depositPositions)
    await eventually(() => expect(live.status).toBe('live'))
    fallAsleep()
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
    onTestFinished(() => {
      Reflect.deleteProperty(document, 'visibilityState')
    })
    let looks = 0
    store.onLogChange(() => {
      looks += 1
    })
    document.dispatchEvent(new Event('visibilitychange'))
    expect(looks).toBe(0)
    expect(await deleteRaw(name)).toBe('deleted')
    live.stop()
  })

  test(`a page that is ${what} finishes its appends in flight`, async () => {
    const store = await inIndexedDB(newName(), { pollInterval: 0 })
    const appends = [1, 2, 3].map((amount) => store.append('s', moneyDeposited(amount)))
    fallAsleep()
    await Promise.all(appends)
    wakeUp()
    expect(await store.lastPosition()).toBe(3)
  })

  test(`a page that was ${what} shows events of other tabs after it resumes, even if it receives no notifications`, async () => {
    replaceBroadcastChannel(losing)
    const name = newName()
    const [awake, asleep] = [
      await inIndexedDB<BankEvent>(name),
      await inIndexedDB<BankEvent>(name, { pollInterval: 0 }),
    ]
    const live = new LiveProjection(asleep, depositPositions)
    const delivered: number[] = []
    const following = (async () => {
      for await (const { globalPosition } of asleep.subscribe()) if (delivered.push(globalPosition) === 2) return
    })()
    await awake.append('s', moneyDeposited(1))
    await live.catchUp()
    fallAsleep()
    await awake.append('s', moneyDeposited(2))
    wakeUp()
    await eventually(() => expect(live.state).toEqual([1, 2]))
    await following
    expect(delivered).toEqual([1, 2])
    live.stop()
  })

  test(`a page that is ${what} ignores notifications until it resumes`, async () => {
    const store = await inIndexedDB(newName(), { pollInterval: 0 })
    const another = new BroadcastChannel(`rewindable:${store.logId}`)
    onTestFinished(() => another.close())
    const heard: (number | undefined)[] = []
    store.onLogChange((lastPosition) => heard.push(lastPosition))
    const ring = (lastPosition: number): void => another.postMessage({ logId: store.logId, lastPosition })
    ring(1)
    await eventually(() => expect(heard).toEqual([1]))
    fallAsleep()
    ring(2)
    await passedBy(another)
    wakeUp()
    ring(3)
    await eventually(() => expect(heard.at(-1)).toBe(3))
    expect(heard).toEqual([1, undefined, 3])
  })

  test(`a page that was ${what} notifies other tabs of its last appends after it resumes`, async () => {
    const name = newName()
    const [awake, asleep] = [await inIndexedDB(name, { pollInterval: 0 }), await inIndexedDB(name, { pollInterval: 0 })]
    fallAsleep()
    await asleep.append('s', moneyDeposited(1))
    const heard = new Promise((resolve) => {
      awake.onLogChange((lastPosition) => lastPosition !== undefined && resolve(lastPosition))
    })
    wakeUp()
    expect(await heard).toBe(1)
  })
})

/** Resolves when all earlier messages of a channel have arrived. */
async function passedBy(channel: BroadcastChannel): Promise<void> {
  const listener = new BroadcastChannel(channel.name)
  const arrived = new Promise((resolve) => {
    listener.onmessage = resolve
  })
  channel.postMessage('the last of them')
  await arrived
  listener.close()
}
