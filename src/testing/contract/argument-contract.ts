import type { NewEvent } from '../../events/domain-event.ts'
import type { AppendOptions } from '../../log/event-store.ts'
import { assertRejects, assertSame } from '../assertions.ts'
import { type CaseBody, deposited } from './contract-case.ts'

/** Cases of the contract about invalid arguments and events. */
export const argumentContract: Record<string, CaseBody> = {
  'an append of a value that is not JSON rejects with its path and writes nothing': async ({ open }) => {
    const store = await open()
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    const rejectedData: [path: string, data: unknown][] = [
      ['data', undefined],
      ['data.when', { when: new Date(0) }],
      ['data.list[1]', { list: [1, Number.NaN] }],
      ['data["odd key"]', { 'odd key': 1n }],
      ['data.map', { map: new Map() }],
      ['data.gone', { gone: undefined }],
      ['data.self', cycle],
      ['data.act', { act: () => 1 }],
      ['data.thing', { thing: new (class Thing {})() }],
      ['data.zero', { zero: -0 }],
      ['data.holes', { holes: Array(2) }],
      ['data', Symbol('s')],
    ]
    for (const [path, data] of rejectedData) {
      await assertRejects(store.append('s', asEvent({ type: 'T', data })), 'InvalidEvent', { path })
    }
    await assertRejects(store.append('s', asEvent({ type: '', data: 1 })), 'InvalidEvent', { path: 'type' })
    await assertRejects(store.append('s', asEvent({ type: 'T', data: 1, id: '' })), 'InvalidEvent', { path: 'id' })
    await assertRejects(store.append('s', asEvent({ type: 'T', data: 1, metadata: [] })), 'InvalidEvent', {
      path: 'metadata',
    })
    await assertRejects(store.append('s', asEvent({ type: 'T', data: 1, meta: {} })), 'InvalidEvent', { path: 'meta' })
    await assertRejects(store.append('s', asEvent(null)), 'InvalidEvent', { path: 'event' })
    await assertRejects(store.append('s', [deposited(1), asEvent({ type: 'T', data: undefined })]), 'InvalidEvent')
    assertSame(await store.lastPosition(), 0)
  },

  'a call with an invalid argument rejects with InvalidArgument and writes nothing': async ({ open }) => {
    const store = await open()
    const event = deposited(1)
    await assertRejects(store.append('', event), 'InvalidArgument', { argument: 'streamId' })
    await assertRejects(store.append('s', []), 'InvalidArgument', { argument: 'events' })
    await assertRejects(store.appendBatch([]), 'InvalidArgument', { argument: 'appends' })
    await assertRejects(store.append('s', event, { commandId: '' }), 'InvalidArgument', { argument: 'commandId' })
    for (const expectedVersion of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await assertRejects(store.append('s', event, { expectedVersion }), 'InvalidArgument', {
        argument: 'expectedVersion',
      })
    }
    await assertRejects(store.append('s', event, asOptions({ expectedversion: 1 })), 'InvalidArgument', {
      argument: 'expectedversion',
    })
    await assertRejects(store.append('s', event, asOptions({ durability: 'relaxed' })), 'InvalidArgument', {
      argument: 'durability',
    })
    const twice = [
      { streamId: 's', events: [event] },
      { streamId: 's', events: [event] },
    ]
    await assertRejects(store.appendBatch(twice), 'InvalidArgument', { argument: 'appends' })
    await assertRejects(store.readStream('s', { fromVersion: 0 }), 'InvalidArgument', { argument: 'fromVersion' })
    await assertRejects(store.readStream('s', { limit: 1.5 }), 'InvalidArgument', { argument: 'limit' })
    await assertRejects((async () => store.readAll({ toPosition: -1 }))(), 'InvalidArgument', {
      argument: 'toPosition',
    })
    await assertRejects((async () => store.subscribe({ fromPosition: 0 }))(), 'InvalidArgument', {
      argument: 'fromPosition',
    })
    await assertRejects(store.streamVersion(''), 'InvalidArgument', { argument: 'streamId' })
    assertSame(await store.lastPosition(), 0)
  },
}

// JavaScript callers and casts can pass values that the types forbid.
function asEvent(value: unknown): NewEvent {
  return value as NewEvent
}

function asOptions(value: object): AppendOptions {
  return value as AppendOptions
}
