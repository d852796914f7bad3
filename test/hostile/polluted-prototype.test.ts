import {
  ConcurrencyConflict,
  type DomainEvent,
  defineProjection,
  LiveProjection,
  Projection,
  positionAtTime,
  type RecordedEvent,
  reconstructState,
} from 'rewindable'
import { handleCommand } from 'rewindable/model'
import { describe, expect, onTestFinished, test } from 'vitest'
import { collect, rejectionOf } from '../awaiting.ts'
import { newName, type Open, places } from '../places.ts'
import { exported } from './exactness.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('polluted prototypes')

/**
 * What somebody else's code may have put on all objects before ours runs: names of our options and fields, with a meaning.
 * Not `type` and `signal`: browsers themselves take them from any object, to make a stream or to add a listener.
 */
const pollution: readonly (readonly [name: string, value: unknown])[] = [
  ['expectedVersion', 5],
  ['commandId', 'everybody'],
  ['durability', 'relaxed'],
  ['fromVersion', 2],
  ['toVersion', 1],
  ['fromPosition', 3],
  ['toPosition', 1],
  ['limit', 1],
  ['direction', 'backward'],
  ['types', ['Other']],
  ['streamPrefix', 'other'],
  ['until', 1],
  ['upTo', 1],
  ['atTime', 0],
  ['atVersion', 1],
  ['streamId', 'other'],
  ['onProgress', 'no function'],
  ['now', () => 0],
  ['newId', () => 'the same for all'],
  ['lookEvery', -1],
  ['blockedAfter', -1],
  ['indexedDB', null],
  ['tries', 0],
  ['snapshotEvery', 0],
  ['id', 'the same for all'],
  ['data', { altered: true }],
  ['metadata', { altered: true }],
  ['recordedAt', 0],
  ['version', 9],
  ['toJSON', () => 'altered'],
  ['amount', 9],
]

const total = defineProjection<{ sum: number; seen: string[] }, DomainEvent>({
  name: 'total',
  initialState: () => ({ sum: 0, seen: [] }),
  when: {
    Deposited: ({ sum, seen }, { streamId, data }) => ({ sum: sum + Number(data), seen: [...seen, streamId] }),
  },
})

const deposited = (amount: number): DomainEvent => ({ type: 'Deposited', data: amount })

/** A day in the life of a store, in which everything is left to defaults. @returns what can be seen of it */
async function aDay(open: Open): Promise<unknown> {
  const store = await open<DomainEvent>(newName(), { now: () => 1_000 })
  const live = new LiveProjection(store, total)
  try {
    const appended = [
      await store.append('a', [deposited(1), deposited(2)]),
      await store.append('b', { type: 'Noted', data: [{ list: [{ a: [] }] }] }),
      await store.append('a', deposited(3), { expectedVersion: 2 }),
      ...(await store.appendBatch([{ streamId: 'c', events: [deposited(4)] }])),
    ]
    const conflict = await rejectionOf(store.append('a', deposited(1), { expectedVersion: 1 }))
    const decider = { ...total, name: 'decider', decide: (amount: number) => deposited(amount) }
    const handled = await handleCommand(store, decider, 'd', 5)
    const projection = new Projection(store, total)
    const folded = await projection.catchUp()
    await projection.saveSnapshot()
    await live.catchUp()
    const copy = await open<DomainEvent>(newName(), {})
    const imported = await copy.importJsonl(await exported(store))
    const subscribed: string[] = []
    for await (const { streamId } of copy.subscribe()) {
      subscribed.push(streamId)
      if (subscribed.length === 6) break
    }
    return {
      appended: appended.map(({ events, ...result }) => [result.streamVersion, result.duplicate, events.map(seen)]),
      isConflict: conflict instanceof ConcurrencyConflict,
      handled: [handled.version, handled.duplicate, handled.state],
      folded: [folded, projection.state, live.state],
      read: (await store.readStream('a')).events.map(seen),
      all: (await collect(copy.readAll())).map(seen),
      file: (await exported(copy)).replaceAll(/"id":"[^"]*"/g, '"id":""'),
      imported,
      subscribed,
      past: [await reconstructState(copy, total), await positionAtTime(copy, 1_000)],
      command: await store.readCommand('everybody'),
      ids: new Set((await collect(store.readAll())).map(({ id }) => id)).size,
      again: await copy.importJsonl(await exported(store)),
      differs: await rejectionOf(copy.importJsonl((await exported(store)).replace('"data":4', '"data":5'))).then(
        String,
      ),
    }
  } finally {
    live.stop()
  }
}

/** Its own fields only: the others are the pollution itself. */
function seen(event: RecordedEvent): unknown {
  return Object.entries(event).filter(([field]) => field !== 'id')
}

describe.each(places)('in $place, a name on all objects changes nothing', ({ open }) => {
  test.each(pollution)('%s', async (name, value) => {
    const clean = await aDay(open)
    const pollute = () => Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true })
    const clear = () => Reflect.deleteProperty(Object.prototype, name)
    onTestFinished(() => {
      clear()
    })
    pollute()
    const polluted = await aDay(open).finally(clear)
    expect(polluted).toEqual(clean)
    tried()
  })
})
