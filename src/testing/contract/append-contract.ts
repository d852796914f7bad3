import { assertRejects, assertSame, collect } from '../assertions.ts'
import { type CaseBody, deposited, withdrawn } from './contract-case.ts'
import { portRules } from './port-rules.ts'

/** Cases of the contract about appends. */
export const appendContract: Record<string, CaseBody> = {
  'versions count from 1 in each stream and positions count from 1 in the log': async ({ open }) => {
    const store = await open()
    for (const streamId of ['a', 'b', 'a']) await store.append(streamId, deposited(1))
    const places = (await collect(store.readAll())).map(({ streamId, streamVersion, globalPosition }) => [
      streamId,
      streamVersion,
      globalPosition,
    ])
    assertSame(places, [
      ['a', 1, 1],
      ['b', 1, 2],
      ['a', 2, 3],
    ])
  },

  'three events of one append get consecutive versions and positions': async ({ open }) => {
    const store = await open()
    await store.append('other', deposited(1))
    const result = await store.append('account', [deposited(1), deposited(2), deposited(3)])
    assertSame(
      result.events.map(({ streamVersion, globalPosition }) => [streamVersion, globalPosition]),
      [
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    )
    assertSame([result.streamVersion, result.globalPosition, result.duplicate], [3, 4, false])
  },

  'a read event equals the appended event': async ({ open }) => {
    const store = await open()
    const data = {
      text: 'grün 🐘 "\\\n\u2028\ud800',
      list: [1, [], {}, null, true],
      deep: { n: 1e-7 },
      ['__proto__']: 1,
      constructor: 'x',
    }
    const result = await store.append('s', { type: 'T', id: 'my-id', data, metadata: { by: 'Ada' } })
    const [event] = (await store.readStream('s')).events
    assertSame(event, result.events[0])
    assertSame([event?.id, event?.type, event?.metadata], ['my-id', 'T', { by: 'Ada' }])
    assertSame(JSON.stringify(event?.data), JSON.stringify(data))
  },

  'any text is a valid stream id, and similar ids name different streams': async ({ open }) => {
    const store = await open()
    const ids = ['a', 'a ', 'A', 'ab', '🐘', '\0', '__proto__', '[object Object]', 'x'.repeat(5_000)]
    await Promise.all(ids.map((streamId, index) => store.append(streamId, deposited(index))))
    for (const [index, streamId] of ids.entries()) {
      const { events } = await store.readStream(streamId)
      assertSame(
        events.map((event) => event.data),
        [{ amount: index }],
      )
    }
  },

  'an append ignores changes that the caller makes to the event afterwards': async ({ open }) => {
    const store = await open()
    const data = { amount: 1 }
    const appending = store.append('s', { type: 'T', data })
    data.amount = 2
    assertSame((await appending).events[0]?.data, { amount: 1 })
    assertSame((await store.readStream('s')).events[0]?.data, { amount: 1 })
  },

  'an append that needs several records is one commit': async ({ open }) => {
    const store = await open()
    const note = 'n'.repeat(500)
    const events = Array.from({ length: 1_000 }, (_, index) => ({ type: 'T', data: { index, note } }))
    assertSame((await store.append('s', events)).streamVersion, 1_000)
    await store.append('s', { type: 'T', data: { note: note.repeat(200) } })
    assertSame([await store.streamVersion('s'), await store.lastPosition()], [1_001, 1_001])
    assertSame(
      (await store.readStream('s')).events.slice(0, 1_000).map(({ data }) => data),
      events.map(({ data }) => data),
    )
  },

  'an append accepts a correct number, noStream, streamExists and any as expected version': async ({ open }) => {
    const store = await open()
    await store.append('s', deposited(1), { expectedVersion: 'noStream' })
    await store.append('s', deposited(1), { expectedVersion: 1 })
    await store.append('s', deposited(1), { expectedVersion: 'streamExists' })
    await store.append('s', deposited(1), { expectedVersion: 'any' })
    await store.append('t', deposited(1), { expectedVersion: 0 })
    assertSame([await store.streamVersion('s'), await store.streamVersion('t')], [4, 1])
  },

  'an append with a wrong expected version rejects with both versions and writes nothing': async ({ open }) => {
    const store = await open()
    await store.append('s', [deposited(1), deposited(2)])
    for (const expectedVersion of [0, 1, 3, 'noStream'] as const) {
      const conflict = { streamId: 's', expectedVersion, actualVersion: 2 }
      await assertRejects(store.append('s', deposited(1), { expectedVersion }), 'ConcurrencyConflict', conflict)
    }
    const conflict = { streamId: 'none', expectedVersion: 'streamExists', actualVersion: 0 }
    const append = store.append('none', deposited(1), { expectedVersion: 'streamExists' })
    await assertRejects(append, 'ConcurrencyConflict', conflict)
    assertSame(await store.lastPosition(), 2)
  },

  'a store checks expected versions against the events of all writers, not only its own': async ({ open }) => {
    const [one, other] = [await open(), await open()]
    await one.append('s', deposited(1))
    await other.append('s', deposited(2), { expectedVersion: 1 })
    await assertRejects(one.append('s', deposited(3), { expectedVersion: 1 }), 'ConcurrencyConflict', {
      actualVersion: 2,
    })
    assertSame((await one.append('s', deposited(3), { expectedVersion: 2 })).streamVersion, 3)
    assertSame((await other.append('s', deposited(4), { expectedVersion: 3 })).streamVersion, 4)
  },

  'exactly one of many writers with the same expected version succeeds': async ({ open }) => {
    const stores = [await open(), await open()]
    const appends = Array.from({ length: 20 }, (_, index) =>
      stores[index % 2]?.append('s', withdrawn(index), { expectedVersion: 0 }),
    )
    const outcomes = await Promise.allSettled(appends)
    const written = outcomes.filter(({ status }) => status === 'fulfilled')
    assertSame(written.length, 1, portRules.atomicAppend)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') await assertRejects(Promise.reject(outcome.reason), 'ConcurrencyConflict')
    }
    assertSame(await stores[0]?.streamVersion('s'), 1)
  },

  'each of several concurrent appends gets its own result or its own conflict': async ({ open }) => {
    const store = await open()
    const outcomes = await Promise.allSettled([
      store.append('s', deposited(1), { expectedVersion: 0 }),
      store.append('s', deposited(2), { expectedVersion: 0 }),
      store.append('s', deposited(3), { expectedVersion: 1 }),
      store.append('t', deposited(4)),
    ])
    assertSame(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    )
    assertSame(
      (await collect(store.readAll())).map(({ data }) => data),
      [{ amount: 1 }, { amount: 3 }, { amount: 4 }],
    )
  },

  'concurrent writers lose no event and leave no gap': async ({ open }) => {
    const stores = [await open(), await open(), await open()]
    const appends = stores.flatMap((store, writer) =>
      Array.from({ length: 60 }, (_, index) =>
        store.append(index % 3 === 0 ? 'shared' : `own-${writer}`, deposited(index)),
      ),
    )
    const results = await Promise.all(appends)
    const positions = results.map(({ globalPosition }) => globalPosition).sort((a, b) => a - b)
    assertSame(
      positions,
      Array.from({ length: 180 }, (_, index) => index + 1),
      portRules.atomicAppend,
    )
    const shared = await stores[0]?.readStream('shared')
    assertSame(
      shared?.events.map(({ streamVersion }) => streamVersion),
      Array.from({ length: 60 }, (_, index) => index + 1),
    )
  },

  'appendBatch writes to all of its streams or to none': async ({ open }) => {
    const store = await open()
    await store.append('a', deposited(100))
    const results = await store.appendBatch([
      { streamId: 'a', events: [withdrawn(40)], expectedVersion: 1 },
      { streamId: 'b', events: [deposited(40), deposited(1)], expectedVersion: 'noStream' },
    ])
    assertSame(
      results.map((result) => [result.streamId, result.streamVersion, result.globalPosition]),
      [
        ['a', 2, 2],
        ['b', 2, 4],
      ],
    )
    const stale = store.appendBatch([
      { streamId: 'a', events: [withdrawn(40)] },
      { streamId: 'b', events: [deposited(40)], expectedVersion: 1 },
    ])
    await assertRejects(stale, 'ConcurrencyConflict', { streamId: 'b', expectedVersion: 1, actualVersion: 2 })
    assertSame([await store.streamVersion('a'), await store.lastPosition()], [2, 4])
  },

  'a batch may name a stream twice: it keeps the order and checks expected versions before its first event': async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', deposited(100))
    const toAndFro = [
      { streamId: 'a', events: [withdrawn(4)], expectedVersion: 1 },
      { streamId: 'b', events: [deposited(4)], expectedVersion: 0 },
      { streamId: 'a', events: [withdrawn(5), withdrawn(6)], expectedVersion: 1 },
      { streamId: 'b', events: [deposited(11)] },
    ]
    const results = await store.appendBatch(toAndFro, { commandId: 'c' })
    assertSame(
      results.map((result) => [result.streamId, result.streamVersion, result.globalPosition]),
      [
        ['a', 2, 2],
        ['b', 1, 3],
        ['a', 4, 5],
        ['b', 2, 6],
      ],
    )
    assertSame(
      (await collect(store.readAll({ fromPosition: 2 }))).map(({ data }) => data),
      [4, 4, 5, 6, 11].map((amount) => ({ amount })),
    )
    assertSame(
      await store.appendBatch(toAndFro, { commandId: 'c' }),
      results.map((result) => ({ ...result, duplicate: true })),
    )
    await assertRejects(store.appendBatch(toAndFro), 'ConcurrencyConflict', { streamId: 'a', actualVersion: 4 })
    assertSame(await store.lastPosition(), 6)
  },

  'recorded times never decrease, even if the clock does': async ({ open }) => {
    const times = [1_000, 500, 2_000]
    const store = await open({ now: () => times.shift() ?? 0 })
    for (let index = 0; index < 3; index += 1) await store.append('s', deposited(index))
    const other = await open({ now: () => 1 })
    await other.append('s', deposited(4))
    assertSame(
      (await collect(other.readAll())).map(({ recordedAt }) => recordedAt),
      [1_000, 1_000, 2_000, 2_000],
    )
  },
}
