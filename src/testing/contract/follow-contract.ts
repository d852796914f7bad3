import type { RecordedEvent } from '../../events/domain-event.ts'
import { exportJsonl } from '../../files/export-jsonl.ts'
import { importJsonl } from '../../files/import-jsonl.ts'
import type { EventStore } from '../../log/event-store.ts'
import { assertRejects, assertSame, collect } from '../assertions.ts'
import { type CaseBody, deposited, withdrawn } from './contract-case.ts'
import { portRules } from './port-rules.ts'

/** Cases of the contract about subscriptions and change notifications. */
export const followContract: Record<string, CaseBody> = {
  'a subscription delivers past events and then new events of all writers, each once and in order': async ({
    open,
  }) => {
    const [one, other] = [await open(), await open({ pollInterval: 20 })]
    await one.append('s', [deposited(1), deposited(2)])
    const [delivered] = await Promise.all([
      take(other.subscribe({ fromPosition: 2 }), 100),
      appendInTurn([one, other], 99),
    ])
    assertSame(
      delivered.map(({ globalPosition }) => globalPosition),
      Array.from({ length: 100 }, (_, index) => index + 2),
    )
  },

  'a subscription delivers only events that match its filter': async ({ open }) => {
    const store = await open()
    await store.append('account:1', [deposited(1), withdrawn(1)])
    const delivered = take(store.subscribe({ types: ['MoneyDeposited'], streamPrefix: 'account:' }), 2)
    await store.append('herd:1', deposited(2))
    await store.append('account:2', [withdrawn(3), deposited(3)])
    assertSame(
      (await delivered).map(({ globalPosition }) => globalPosition),
      [1, 5],
    )
  },

  'a subscription ends without an error when it is aborted or its store is closed': async ({ open }) => {
    const store = await open()
    await store.append('s', deposited(1))
    const controller = new AbortController()
    const aborted = collect(store.subscribe({ signal: controller.signal }))
    const closed = collect(store.subscribe())
    await take(store.subscribe(), 1)
    controller.abort()
    assertSame((await aborted).length <= 1, true)
    await store.close()
    assertSame((await closed).length <= 1, true)
  },

  'a waiting subscription ends when its iterator returns, and delivers no further events': async ({ open }) => {
    const store = await open()
    await store.append('s', deposited(1))
    const iterator = store.subscribe()[Symbol.asyncIterator]()
    assertSame((await iterator.next()).value?.globalPosition, 1)
    const waiting = iterator.next()
    assertSame((await iterator.return?.())?.done, true)
    assertSame((await waiting).done, true)
    await store.append('s', deposited(2))
    assertSame((await iterator.next()).done, true)
  },

  'close ends waiting subscriptions without an error and a stalled import with StoreClosed': async ({ open }) => {
    const store = await open()
    const waiting = store.subscribe()[Symbol.asyncIterator]().next()
    const importing = importJsonl(store, new ReadableStream<Uint8Array>())
    const closing = store.close()
    assertSame((await waiting).done, true)
    await assertRejects(importing, 'StoreClosed')
    await closing
  },

  'onLogChange calls its listener for appends of every writer until it is unsubscribed': async ({ open }) => {
    const [one, other] = [await open(), await open()]
    assertSame(other.logId, one.logId, portRules.sharedLogId)
    let undo = (): void => {}
    const rung = new Promise<void>((resolve) => {
      undo = other.onLogChange((lastPosition) => {
        if (lastPosition === 1) resolve()
      })
    })
    await one.append('s', deposited(1))
    await rung
    undo()
    let isSilent = true
    other.onLogChange(() => {
      isSilent = false
    })()
    await other.append('s', deposited(2))
    assertSame(isSilent, true)
  },

  'close lets appends in flight finish; after that, every call except close rejects with StoreClosed': async ({
    open,
  }) => {
    const store = await open()
    const appends = Array.from({ length: 10 }, () => store.append('s', deposited(1)))
    const closing = store.close()
    assertSame((await Promise.all(appends)).length, 10)
    await closing
    await store.close()
    await assertRejects(store.append('s', deposited(1)), 'StoreClosed')
    await assertRejects(store.appendBatch([{ streamId: 's', events: [deposited(1)] }]), 'StoreClosed')
    await assertRejects(store.readStream('s'), 'StoreClosed')
    await assertRejects(store.streamVersion('s'), 'StoreClosed')
    await assertRejects(store.lastPosition(), 'StoreClosed')
    await assertRejects((async () => collect(store.readAll()))(), 'StoreClosed')
    await assertRejects((async () => collect(store.subscribe()))(), 'StoreClosed')
    await assertRejects((async () => exportJsonl(store))(), 'StoreClosed')
    await assertRejects(importJsonl(store, ''), 'StoreClosed')
  },
}

/** Fails if two writers got the same position. Without this check, a follower would wait forever for the events that were lost. */
async function appendInTurn(stores: readonly EventStore[], events: number): Promise<void> {
  const appends = Array.from({ length: events }, (_, index) =>
    stores[index % stores.length]?.append('s', deposited(index)),
  )
  const positions = new Set((await Promise.all(appends)).map((result) => result?.globalPosition))
  assertSame(positions.size, events, portRules.atomicAppend)
}

async function take(events: AsyncIterable<RecordedEvent>, count: number): Promise<RecordedEvent[]> {
  const taken: RecordedEvent[] = []
  for await (const event of events) {
    taken.push(event)
    if (taken.length === count) break
  }
  return taken
}
