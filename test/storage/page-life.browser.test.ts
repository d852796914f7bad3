import { LiveProjection, openEventStore } from 'rewindable'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../awaiting.ts'
import { losing, replaceBroadcastChannel } from '../faults/broadcast-channels.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../places.ts'
import { depositPositions } from '../projection/telling-projections.ts'

/** A page that goes to sleep, in either way, and wakes up. */
const lives = [
  {
    what: 'the back-forward cache',
    fallAsleep: () => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })),
    wakeUp: () => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
  },
  {
    what: 'being frozen',
    fallAsleep: () => document.dispatchEvent(new Event('freeze')),
    wakeUp: () => document.dispatchEvent(new Event('resume')),
  },
]

/** Whoever sleeps does not hear that another tab wants the database to itself. */
const deaf = watchedIndexedDB({
  onDatabase: (database) => {
    database.addEventListener('versionchange', (event) => event.stopImmediatePropagation())
  },
})

/** @returns whether somebody stood in the way */
function deleteRaw(name: string): Promise<'deleted' | 'blocked'> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(`rewindable:${name}`)
    request.onsuccess = () => resolve('deleted')
    request.onblocked = () => resolve('blocked')
    request.onerror = () => reject(request.error)
  })
}

test('a connection that does not make way stands in the way of a deletion', async () => {
  const name = newName()
  untilTheEnd(await openEventStore(name, { indexedDB: deaf }))
  expect(await deleteRaw(name)).toBe('blocked')
})

describe.each(lives)('a page that goes into $what', ({ fallAsleep, wakeUp }) => {
  test('gives its connection back, and stands in nobody’s way', async () => {
    const name = newName()
    const store = untilTheEnd(await openEventStore(name, { indexedDB: deaf, pollInterval: 0 }))
    await store.append('s', moneyDeposited(1))
    fallAsleep()
    expect(await deleteRaw(name)).toBe('deleted')
  })

  test('does not open another one when it is told that it is hidden', async () => {
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

  test('finishes what it had begun to append', async () => {
    const store = await inIndexedDB(newName(), { pollInterval: 0 })
    const appends = [1, 2, 3].map((amount) => store.append('s', moneyDeposited(amount)))
    fallAsleep()
    await Promise.all(appends)
    wakeUp()
    expect(await store.lastPosition()).toBe(3)
  })

  test('shows, once it wakes up, what was appended meanwhile, though nobody told it', async () => {
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

  test('hears nothing while it sleeps, and again when it is awake', async () => {
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

  test('tells the others, once it wakes up, what it appended while it fell asleep', async () => {
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

/** Resolves when what was posted on a channel before has arrived wherever it arrives. */
async function passedBy(channel: BroadcastChannel): Promise<void> {
  const listener = new BroadcastChannel(channel.name)
  const arrived = new Promise((resolve) => {
    listener.onmessage = resolve
  })
  channel.postMessage('the last of them')
  await arrived
  listener.close()
}
